import { describe, expect, it } from 'vitest';
import { planCharts } from '../charts/charts.js';
import { SAMPLE_MANIFEST, sampleFindings } from '../samples/findings.js';
import { sampleNodeKill } from '../samples/node-kill.js';
import { sampleScaleOut } from '../samples/scale-out.js';
import { sampleSteady } from '../samples/steady.js';
import { escapeCell, table } from './gfm.js';
import { renderMarkdown, type Witness } from './report.js';
import { timeLine } from './timeline.js';

function witness(scenario: string, design: string, birth: string): Witness {
  return { scenario, design, birth, story: [`session ${birth}`, 'verdict: destroyed'] };
}

function report(findings = sampleFindings(), witnesses: readonly Witness[] = []): string {
  const { planned, omitted } = planCharts(findings, SAMPLE_MANIFEST);
  return renderMarkdown(findings, SAMPLE_MANIFEST, { files: planned, omitted }, witnesses);
}

describe('report.md', () => {
  it('tells one scenario from verdict to witnesses', () => {
    const witnesses = [witness('node-kill', 'stateful', '9c41f0aa27')];
    expect(`\n${report(sampleFindings({ 'node-kill': sampleNodeKill() }), witnesses)}`).toMatchInlineSnapshot(`
      "
      # Sticky sessions in memory, or sessions in Redis: what a run found

      - ✅ **node-kill**: Killing one of 4 nodes: stateful loses 61 of 248 sessions, stateless none. Verdict pass: 7 of 7 expectations hold, 17 of 17 sums close

      ## All scenarios

      **node-kill**

      | design            | lost |     of at risk | expected | p99 before → during → after | paid, no receipt |
      | ----------------- | ---: | -------------: | -------- | --------------------------: | ---------------: |
      | stateful (cookie) |   61 |  24.6 % of 248 | all 61 * |            7 → 212 → 7.2 ms |                3 |
      | stateless (Redis) |    0 | ≤ 1.2 % of 250 | none     |             7 → 98 → 7.2 ms |                0 |

      \\* node-2 killed: all that node-2 held at risk, by its own journal<br>
      p99: response time of ok planned requests, from the planned start; before 2–6 s, during 6–9.5 s, after 9.5–14 s of load

      ## node-kill

      > What happens to sessions and latency when one of four nodes is killed?

      node-2 is killed (SIGKILL) at 6 s · 4 nodes · 431 of 431 requests/s · 14 s of load · one block

      \`\`\`text
      0 s                                                          14 s
      ├──────────────────────────▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒─────────────────────┤
                                 ▲ node-2 killed at 6 s
      ▒ is the window “during”
      \`\`\`

      - Killing one of 4 nodes cost stateful 61 of 248 sessions at risk (24.6 %, all destroyed), as theory says; stateless none of 250 at risk (≤ 1.2 % at 95 %).
      - People who paid and got no receipt: stateful 3, stateless 0.
      - Answered well within 300 ms, of all requests planned for 6–9.5 s: stateful 97.3 %, stateless 99.9 %.
      - Latency: one block, not judged. \`npm run lab -- run node-kill --seed 1 --blocks 10\` judges it (about 6 min).

      ![node-kill: losses](charts/node-kill-losses.png)

      ![node-kill: latency](charts/node-kill-latency.png)

      ![node-kill: percentiles](charts/node-kill-percentiles.png)

      ![node-kill: nodes](charts/node-kill-nodes.png)

      ### Theory beside measurement

      | design    | event                  | what              |   measured |  theory |        | because                                                                                   |
      | --------- | ---------------------- | ----------------- | ---------: | ------: | ------ | ----------------------------------------------------------------------------------------- |
      | stateful  | node-2 killed          | destroyed         |   61 of 61 |      61 | agrees | all that node-2 held at risk, by its own journal                                          |
      | stateless | node-2 killed          | destroyed         |   0 of 250 |       0 | agrees | the store outlives the node                                                               |
      | stateful  | hand-off to the laptop | hand-offs refused | 118 of 158 | 104–132 | agrees | 75 % of 158 ± chance (exact binomial, 99 %): another node holds the code in 3 of 4 claims |
      | stateless | hand-off to the laptop | hand-offs refused |   0 of 160 |       0 | agrees | every node reads the same store                                                           |

      ### What was expected

      | design    | what | expected | measured | verdict | detail           |
      | --------- | ---- | -------: | -------: | ------- | ---------------- |
      | stateless | lost |        0 |        0 | pass    | 0 of 250 at risk |

      ### What it cost people

      | people                                            | stateful | stateless |
      | ------------------------------------------------- | -------: | --------: |
      | checkouts completed                               |      719 |       780 |
      | checkouts abandoned                               |       58 |         0 |
      | paid, no receipt                                  |        3 |         0 |
      | charged twice                                     |        0 |         0 |
      | acknowledged writes                               |    3,050 |     3,120 |
      | acknowledged writes lost                          |      201 |         0 |
      | · overwritten by another request at the same time |        0 |         0 |
      | sessions with a write lost                        |       61 |         0 |
      | writes without a clear answer                     |        9 |         2 |

      ### Sessions by class

      | sessions                                             | stateful | stateless |
      | ---------------------------------------------------- | -------: | --------: |
      | **lost**                                             |   **61** |     **0** |
      | · destroyed                                          |       61 |         0 |
      | · misrouted                                          |        0 |         0 |
      | · of the lost, within reach again at the end         |        0 |         0 |
      | · of the lost, moved before the failure was detected |        0 |         0 |
      | stale (acknowledged items missing)                   |        0 |         0 |
      | lost update (overlapping writes)                     |        0 |         0 |
      | leaked to another person                             |        0 |         0 |
      | found after its log-out                              |        0 |         0 |
      | found after its time was over                        |        0 |         0 |
      | held under two keys                                  |        0 |         0 |
      | orphaned: key never arrived                          |        0 |         0 |
      | orphaned: key overwritten                            |        0 |         0 |
      | orphaned: dropped by starting over                   |        0 |         0 |
      | expired (planned)                                    |        0 |         0 |
      | completed                                            |      719 |       780 |
      | intact                                               |       32 |        32 |
      | unknown (the record cannot tell)                     |        0 |         0 |
      | at risk at the events                                |      248 |       250 |
      | started                                              |      812 |       812 |
      | cut off by the end of the load                       |        0 |         0 |
      | hand-offs refused                                    |      118 |         0 |
      | named in no answer                                   |        0 |         0 |

      ### Sums that must close

      | design    | block | sum                | counted                    |     | counted otherwise               | terms                                      |
      | --------- | ----: | ------------------ | -------------------------- | --- | ------------------------------- | ------------------------------------------ |
      | stateful  |     1 | held by the victim | in node-2.1's journal: 171 | =   | A + C + P + X + E + L + U: 171  | A 61 + C 104 + P 4 + X 1 + E 0 + L 1 + U 0 |
      | stateless |     1 | requests           | sent: 6036                 | =   | ok + fail + indeterminate: 6036 |                                            |

      ### Requests

      | requests                         | stateful | stateless |
      | -------------------------------- | -------: | --------: |
      | planned                          |    6,034 |     6,034 |
      | sent                             |    6,034 |     6,034 |
      | restart                          |        0 |         0 |
      | retry                            |        2 |         2 |
      | skipped                          |        0 |         0 |
      | · dropped by the end of the load |        0 |         0 |
      | ok                               |    6,034 |     6,034 |
      | failed                           |        0 |         0 |
      | indeterminate                    |        2 |         2 |
      | offered per second               |      431 |       431 |
      | achieved per second              |      431 |       431 |

      ### Latency in ms

      Response time counts from the planned start, service time from the actual send; percentiles are over ok planned requests. \`–\`: the sample does not carry it.

      | window          | design    | p50 | p95 | p99 | p99.9 | max | service p50 | service p99 | requests |
      | --------------- | --------- | --: | --: | --: | ----: | --: | ----------: | ----------: | -------: |
      | before, 2–6 s   | stateful  | 2.8 | 4.2 |   7 |     – |  11 |         2.5 |         6.3 |    1,800 |
      | before, 2–6 s   | stateless | 2.8 | 4.2 |   7 |     – |  11 |         2.5 |         6.3 |    1,800 |
      | during, 6–9.5 s | stateful  | 2.7 |  72 | 212 |     – | 339 |         2.5 |         190 |    1,800 |
      | during, 6–9.5 s | stateless | 3.1 |  35 |  98 |     – | 157 |         2.8 |          88 |    1,800 |
      | after, 9.5–14 s | stateful  | 2.8 | 4.3 | 7.2 |     – |  12 |         2.5 |         6.5 |    1,800 |
      | after, 9.5–14 s | stateless | 2.8 | 4.3 | 7.2 |     – |  12 |         2.5 |         6.5 |    1,800 |
      | all, 2–14 s     | stateful  | 2.9 | 8.9 |  21 |     – |  34 |         2.6 |          19 |    1,800 |
      | all, 2–14 s     | stateless | 2.9 | 8.9 |  21 |     – |  34 |         2.6 |          19 |    1,800 |

      ### Answered well in time

      Share of all planned requests of the window; whatever was not ok, or not sent, counts as not in time.

      | window          | design    | ok within 100 ms | 300 ms | 1,000 ms |
      | --------------- | --------- | ---------------: | -----: | -------: |
      | before, 2–6 s   | stateful  |            100 % |  100 % |    100 % |
      | before, 2–6 s   | stateless |            100 % |  100 % |    100 % |
      | during, 6–9.5 s | stateful  |           91.1 % | 97.3 % |   98.0 % |
      | during, 6–9.5 s | stateless |           98.1 % | 99.9 % |    100 % |
      | after, 9.5–14 s | stateful  |            100 % |  100 % |    100 % |
      | after, 9.5–14 s | stateless |            100 % |  100 % |    100 % |
      | all, 2–14 s     | stateful  |            100 % |  100 % |    100 % |
      | all, 2–14 s     | stateless |            100 % |  100 % |    100 % |

      | reaction                              | stateful | stateless |
      | ------------------------------------- | -------: | --------: |
      | failure to detection by the balancer  |    0.4 s |     0.4 s |
      | injection to recovery of the ok share |      1 s |       1 s |

      ### Load generator

      | load generator                       |        stateful |       stateless |
      | ------------------------------------ | --------------: | --------------: |
      | lag p50, ms                          |             0.2 |             0.2 |
      | lag p99, ms                          |               2 |               2 |
      | lag max, ms                          |             6.1 |             6.1 |
      | waiting for the step before, p99, ms |             1.2 |             1.2 |
      | its CPU, of one core                 |          31.0 % |          31.0 % |
      | CPU of the cores that it may use     |          52.0 % |          52.0 % |
      | machine CPU                          |          52.0 % |          52.0 % |
      | steady before the first fault        | steady (+1.2 %) | steady (+1.2 %) |

      ### Nodes and store

      | design    | node   | requests | sessions at the end |    CPU | memory peak | heap peak |
      | --------- | ------ | -------: | ------------------: | -----: | ----------: | --------: |
      | stateful  | node-1 |    1,509 |                 251 | 2.31 s |       88 MB |     30 MB |
      | stateful  | node-2 |      640 |                   – |      – |       88 MB |         – |
      | stateful  | node-3 |    1,509 |                 251 | 2.31 s |       88 MB |     30 MB |
      | stateful  | node-4 |    1,509 |                 251 | 2.31 s |       88 MB |     30 MB |
      | stateless | node-1 |    1,509 |                   – | 2.31 s |       88 MB |     30 MB |
      | stateless | node-2 |    1,509 |                   – | 2.31 s |       88 MB |     30 MB |
      | stateless | node-3 |    1,509 |                   – | 2.31 s |       88 MB |     30 MB |
      | stateless | node-4 |    1,509 |                   – | 2.31 s |       88 MB |     30 MB |

      Redis of stateless: 1.4 commands a request (by its own counters, which count a script and each command inside it: no figure of round trips), 3.2 MB of memory at its peak.

      <details><summary>Figures that this run cannot give</summary>

      - 1,800 samples; p99.9 takes 10,000: \`stateful latencyMs.before.response.p999\`, \`stateless latencyMs.before.response.p999\`
      - sessions live in the nodes: see their heap: \`stateful store.memoryPeakBytes\`
      - its counters died with it: \`stateful nodes.node-2.cpuSeconds\`

      </details>

      ## Warnings

      None.

      ## How it was measured

      - Every design of a block runs the same plan: the same people, steps and moments, drawn from the seed.
      - Each trial starts a fresh cluster of real processes: balancer, nodes, payment gateway and, where the design has one, Redis.
      - Requests are sent at their planned moment, or when the step before is done; a late answer never moves the plan.
      - Each request carries an id; each node writes that id to its journal before it answers.
      - Faults, balancer decisions and requests stand in one history, on one monotonic clock.
      - After the load everything in flight ends; then each store is listed without touching it; then each device reads once.
      - A session is lost when its data was acknowledged and is gone (destroyed), or exists and cannot be reached (misrouted).
      - An unanswered request never counts as lost, and an HTTP status never shows a loss: identity and items do.
      - At risk: acknowledged data, not completed, not expired, not lost before. A 0 is given with its exact 95 % upper bound.
      - All figures can be recomputed from the recorded history: \`npm run lab -- check <run>\` does, and compares.

      |                   |                                                                               |
      | ----------------- | ----------------------------------------------------------------------------- |
      | run               | complete, started 2026-11-25T08:00:00.000Z, finished 2026-11-25T08:02:20.000Z |
      | machine           | Linux 6.1, 2 cores (Example CPU), 24 GB                                       |
      | noise floor       | not measured on this machine: \`npm run lab -- noise\` does, in about 5 min     |
      | versions          | session lab 0.1.0, Node.js 20.20.2, redis 7.0.15, haproxy 2.6.12              |
      | time-outs         | balancer for a node 3 s, shopper for an answer 10 s                           |
      | commit            | 2d8dd44c0ffee                                                                 |
      | seed              | 1, one block                                                                  |
      | plan of steady    | 5f0c1d2e3a4b                                                                  |
      | plan of node-kill | 5f0c1d2e3a4b                                                                  |
      | plan of scale-out | 5f0c1d2e3a4b                                                                  |

      The command that repeats it:

      \`\`\`text
      npm run lab -- run steady node-kill scale-out --seed 1
      \`\`\`

      ## Witnesses

      ### node-kill, stateful: session 9c41f0aa27

      \`\`\`text
      session 9c41f0aa27
      verdict: destroyed
      \`\`\`
      "
    `);
  });

  it('has its sections in the order of reading', () => {
    const titles = report()
      .split('\n')
      .filter((line) => /^##? /.test(line));
    expect(titles).toEqual([
      '# Sticky sessions in memory, or sessions in Redis: what a run found',
      '## All scenarios',
      '## steady',
      '## node-kill',
      '## scale-out',
      '## Warnings',
      '## How it was measured',
      '## Witnesses',
    ]);
  });

  it('says why a chart is missing, and links those that are there', () => {
    const text = report(sampleFindings({ steady: sampleSteady() }));
    expect(text).toContain('No chart of losses: no design lost a session.');
    expect(text).toContain('![steady: latency](charts/steady-latency.png)');
    expect(text).not.toContain('steady-losses.png');
  });

  it('says void where latency is, in place of a table without figures, and which blocks are left out', () => {
    const voided = (blocks: number) =>
      report(
        sampleFindings({ steady: { ...sampleSteady(), blocks, latencyVoid: [{ block: 2, reason: 'it was late' }] } }),
      );
    const words = 'Void: it was late. What was recorded stands in `latency.hlog` of each trial.';
    expect(voided(1).split(words)).toHaveLength(3);
    expect(voided(1)).not.toContain('| window');
    expect(voided(3)).not.toContain(words);
    expect(voided(3).split('Without the void latency of block 2.')).toHaveLength(3);
    expect(voided(3)).toContain('| window');
  });

  it('marks theory that failed and sums that do not close', () => {
    const text = report(sampleFindings({ 'scale-out': sampleScaleOut() }));
    expect(text).toContain('**does not agree**');
    expect(text).toContain('- **scale-out, stateful-modulo: change of routing: the sum does not close');
  });

  it('prefers three witnesses of different designs', () => {
    const all = [
      witness('a', 'stateful', '1'),
      witness('a', 'stateful', '2'),
      witness('a', 'stateless', '3'),
      witness('b', 'stateful', '4'),
    ];
    const stories = report(sampleFindings(), all).match(/^### .*: session .*$/gm);
    expect(stories).toEqual([
      '### a, stateful: session 1',
      '### a, stateless: session 3',
      '### b, stateful: session 4',
    ]);
  });

  it('says that a run was interrupted', () => {
    const text = renderMarkdown(
      sampleFindings(),
      { ...SAMPLE_MANIFEST, status: 'interrupted' },
      { files: [], omitted: [] },
      [],
    );
    expect(text).toContain('**The run was interrupted');
  });
});

describe('Markdown', () => {
  it('keeps a cell in its column', () => {
    expect(escapeCell('a|b\nc <d>')).toBe('a\\|b c &lt;d>');
    const lines = table(['x', 'long head'], [['a|b', '1']], ['left', 'right']).split('\n');
    expect(lines).toEqual(['| x    | long head |', '| ---- | --------: |', '| a\\|b |         1 |']);
  });

  it('draws the fault script on a time line', () => {
    expect(timeLine(sampleNodeKill())).toEqual([
      `0 s${'14 s'.padStart(62)}`,
      `├${'─'.repeat(26)}${'▒'.repeat(16)}${'─'.repeat(21)}┤`,
      `${' '.repeat(27)}▲ node-2 killed at 6 s`,
      '▒ is the window “during”',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { sampleDesign } from '../samples/design.js';
import { sampleFindings } from '../samples/findings.js';
import { sampleNodeKill } from '../samples/node-kill.js';
import { sampleScaleOut } from '../samples/scale-out.js';
import { sampleSteady } from '../samples/steady.js';
import { renderTerminal } from './terminal.js';

const OPTIONS = {
  color: false,
  columns: 100,
  command: 'npm run lab -- run node-kill --seed 1',
  reportPath: 'results/latest/report.md',
};
const ESCAPE = String.fromCharCode(27);

describe('the summary on the terminal', () => {
  it('answers in a table and in sentences', () => {
    expect(`\n${renderTerminal(sampleFindings({ 'node-kill': sampleNodeKill() }), OPTIONS)}`).toMatchInlineSnapshot(`
      "
      node-kill · node-2 is killed (SIGKILL) at 6 s · 4 nodes · 431 of 431 requests/s · 14 s of load · one
        block
        design             lost      of at risk  expected  p99 before → during → after  paid, no receipt
        stateful (cookie)    61   24.6 % of 248  all 61 *             7 → 212 → 7.2 ms                 3
        stateless (Redis)     0  ≤ 1.2 % of 250  none                  7 → 98 → 7.2 ms                 0
        * node-2 killed: all that node-2 held at risk, by its own journal
        p99: response time of ok planned requests, from the planned start; before 2–6 s, during 6–9.5 s,
        after 9.5–14 s of load
        → Killing one of 4 nodes cost stateful 61 of 248 sessions at risk (24.6 %, all destroyed), as
          theory says; stateless none of 250 at risk (≤ 1.2 % at 95 %).
        → People who paid and got no receipt: stateful 3, stateless 0.
        → Answered well within 300 ms, of all requests planned for 6–9.5 s: stateful 97.3 %, stateless
          99.9 %.
        → Latency: one block, not judged. \`npm run lab -- run node-kill --blocks 10\` judges it.
        ✓ verdict pass: 7 of 7 expectations hold, 17 of 17 sums close

      report  results/latest/report.md      charts  results/latest/charts/
      again   npm run lab -- run node-kill --seed 1
      "
    `);
  });

  it('shouts sums that do not close, disagreement with theory, warnings and a failed verdict', () => {
    expect(`\n${renderTerminal(sampleFindings({ 'scale-out': sampleScaleOut() }), OPTIONS)}`).toMatchInlineSnapshot(`
      "
      scale-out · a node is added at 6 s · 3 nodes · 431 of 431 requests/s · 14 s of load · one block
                                                                                   p99 before →  paid, no
        design                                 lost      of at risk  expected    during → after   receipt
        stateful (cookie)                         0  ≤ 1.2 % of 247  none                  void         0
        stateful-modulo (modulo hash)           120   48.8 % of 246  105–134 *             void         0
        stateful-consistent (consistent hash)    68   27.6 % of 246  24–59 ✗ **            void         0
        stateless (Redis)                         0  ≤ 1.2 % of 248  none                  void         0
        * node-4 enabled: 75 % of 160 ± chance (exact binomial, 99 %): a modulo hash moves n/(n+1) of the
        sessions
        ** node-4 enabled: 25 % of 162 ± chance (exact binomial, 99 %): a consistent hash moves 1/(n+1) of
        the sessions
        p99: response time of ok planned requests, from the planned start; before 2–6 s, during 6–9.5 s,
        after 9.5–14 s of load
        → Growing from 3 to 4 nodes cost stateful none of 247 at risk (≤ 1.2 % at 95 %); stateful-modulo
          120 of 246 sessions at risk (48.8 %, all misrouted), as theory says; stateful-consistent 68 of
          246 sessions at risk (27.6 %, all misrouted), NOT as theory says; stateless none of 248 at risk
          (≤ 1.2 % at 95 %).
        → Answered well within 300 ms, of all requests planned for 6–9.5 s: stateful 99.9 %,
          stateful-modulo 99.9 %, stateful-consistent 99.9 %, stateless 99.9 %.
        → Latency: void, the load generator was late; counts stand.
        ✗ 1 OF 2 IDENTITIES DO NOT HOLD: do not quote these counts
          stateful-modulo, block 1, change of routing: lost 120 ≠ M + undetected 119. birth 77ab03 was
          lost without moving
        ! stateful-modulo: the generator sent late (lag p99 7.2 ms, bound 5 ms): its latencies are void,
          its counts stand.
          → Close other programs, or lower --rate.
        ✗ verdict fail: stateful-consistent: 68 misrouted, theory allows 24–59 of 162

      report  results/latest/report.md      charts  results/latest/charts/
      again   npm run lab -- run node-kill --seed 1
      "
    `);
  });

  it('shows what it does not know as a dash', () => {
    expect(`\n${renderTerminal(sampleFindings({ steady: sampleSteady() }), OPTIONS)}`).toMatchInlineSnapshot(`
      "
      steady · no fault · 4 nodes · 431 of 431 requests/s · 14 s of load · one block
        design             lost  of started  expected  p99, whole run  paid, no receipt
        stateful (cookie)     0      of 812  –                  21 ms                 –
        stateless (Redis)     0      of 812  –                  21 ms                 –
        p99: response time of ok planned requests, from the planned start
        → Sessions lost without a fault: stateful none of 812 started; stateless none of 812 started.
        → Latency: one block, not judged. \`npm run lab -- run steady --blocks 10\` judges it.
        ? verdict unknown: The payment ledger could not be read

      report  results/latest/report.md      charts  results/latest/charts/
      again   npm run lab -- run node-kill --seed 1
      "
    `);
  });

  it('stays within the width, by two headings or by a paragraph a design', () => {
    for (const columns of [60, 80, 100, 140]) {
      const lines = renderTerminal(sampleFindings(), {
        ...OPTIONS,
        columns,
        command: 'lab run',
        reportPath: 'r.md',
      }).split('\n');
      for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(columns);
    }
  });

  it('says the same with and without colour', () => {
    const plain = renderTerminal(sampleFindings(), OPTIONS);
    const coloured = renderTerminal(sampleFindings(), { ...OPTIONS, color: true });
    expect(plain).not.toContain(ESCAPE);
    expect(coloured).toContain(ESCAPE);
    expect(
      coloured
        .split(ESCAPE)
        .map((part, i) => (i === 0 ? part : part.replace(/^\[\d+m/, '')))
        .join(''),
    ).toBe(plain);
  });

  it('ends with where the report is and how to repeat the run', () => {
    const lines = renderTerminal(sampleFindings(), OPTIONS).trimEnd().split('\n');
    expect(lines.slice(-2)).toEqual([
      'report  results/latest/report.md      charts  results/latest/charts/',
      'again   npm run lab -- run node-kill --seed 1',
    ]);
  });

  it('counts losses without an event over all sessions that were started', () => {
    const lossy = sampleDesign({
      lostShareUpper: null,
      sessions: { ...sampleDesign().sessions, atRisk: 0, lost: 700, misrouted: 700 },
    });
    const text = renderTerminal(sampleFindings({ s: { ...sampleSteady(), designs: { stateful: lossy } } }), OPTIONS);
    expect(text).toContain('86.2 % of 812');
    expect(text).toContain('stateful 700 of 812 sessions started (86.2 %, all misrouted)');
  });

  it('sums theory over several blocks', () => {
    const scenario = sampleNodeKill();
    const predictions = [...scenario.predictions, ...scenario.predictions];
    const text = renderTerminal(sampleFindings({ s: { ...scenario, blocks: 2, predictions } }), OPTIONS);
    expect(text).toContain('all 122 *');
    expect(text).toContain('by its own journal, in 2 of 2 blocks');
  });
});

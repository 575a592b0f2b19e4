import { describe, expect, it } from 'vitest';
import { sampleDesign } from '../samples/design.js';
import { SAMPLE_NOISE, sampleFindings } from '../samples/findings.js';
import { sampleNodeKill } from '../samples/node-kill.js';
import { sampleScaleOut } from '../samples/scale-out.js';
import { sampleSteady } from '../samples/steady.js';
import { sampleTenBlocks } from '../samples/ten-blocks.js';
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
        → Latency: one block, not judged. \`npm run lab -- run node-kill --seed 1 --blocks 10\` judges it
          (about 6 min).
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
        ! latency void: the load generator was late (stateful-modulo: lag p99 12.1 ms, bound 10 ms)
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
        → Latency: void, the load generator was late (stateful-modulo: lag p99 12.1 ms, bound 10 ms);
          counts stand.
        ✗ 1 OF 2 IDENTITIES DO NOT HOLD: do not quote these counts
          stateful-modulo, block 1, change of routing: lost 120 ≠ M + undetected 119. birth 77ab03 was
          lost without moving
        ! stateful-modulo: the load generator was late: lag p99 12.1 ms, bound 10 ms; latency is void
          → lower the rate, or free the machine
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
        design             lost  of started  expected    p99  paid, no receipt
        stateful (cookie)     0      of 812  –         21 ms                 –
        stateless (Redis)     0      of 812  –         21 ms                 –
        p99: response time of ok planned requests, from the planned start; 2–14 s of load
        → Sessions lost without a fault: stateful none of 812 started; stateless none of 812 started.
        → Latency: one block, not judged. \`npm run lab -- run node-kill --seed 1 --blocks 10\` judges it
          (about 6 min).
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

  it('judges latency over several blocks, and says once how to read it', () => {
    const scenarios = { first: sampleTenBlocks(), second: sampleTenBlocks() };
    const text = renderTerminal({ ...sampleFindings(scenarios), noise: SAMPLE_NOISE }, OPTIONS);
    const [first = '', second = ''] = text.split('\n\n');
    expect(`\n${first}\n`).toMatchInlineSnapshot(`
      "
      first · no fault · 4 nodes · 431 of 431 requests/s · 14 s of load · 10 blocks
        design             lost  of started  expected    p99  paid, no receipt
        stateful (cookie)     0      of 812  –         21 ms                 –
        stateless (Redis)     0      of 812  –         21 ms                 –
        p99: response time of ok planned requests, from the planned start; 2–14 s of load
        stateless against stateful, 10 blocks
        latency           ratio  99 % interval  verdict          would show      p
        p50 *              1.21      1.15–1.28  stateful better       9.8 %  0.004
        p95                1.09      0.98–1.21  inconclusive           21 %  0.156
        p99                   –              –  not judged                –      –
        ok within 100 ms   1.00      1.00–1.00  equivalent            5.6 %  0.320
        p50 before, p95 before, ok within 100 ms before: 9 of 10 blocks; left out: block 4: the load
        generator was late
        p99 before: 0 of 10 blocks can be used, two are needed: blocks 1, 2, 3: 800 requests ok in both,
        1000 needed
        ratio: second design over first, from requests that were ok in both; above 1 the second takes
        longer (of shares: more are in time)
        better: the 99 % interval lies wholly beyond ±5 %; equivalent: wholly within ±10 %; else
        inconclusive, which more blocks may settle
        would show: the smallest true change that so many blocks call better in 4 of 5 runs; p: chance of
        such a difference between equal designs (sign-flip, from 8 blocks on)
        *: the one primary metric; verdict and p of the others allow for their number (Holm)
        this machine: two equal runs differ by 3.5 % at p50, 13 % at p95, 51 % at p99 (steady, stateless
        against itself, 10 blocks, 2026-11-24)
        → Sessions lost without a fault: stateful none of 812 started; stateless none of 812 started.
        → Latency: stateful is faster: stateless takes 1.21 × as long as stateful at the median (99 %
          interval 1.15–1.28).
        ✓ verdict pass: 7 of 7 expectations hold, 17 of 17 sums close
      "
    `);
    expect(second).toContain('stateful better');
    expect(second).not.toContain('ratio: second design over first');
  });
});

import { describe, expect, it } from 'vitest';
import { alignColumns } from './columns.js';
import { HOW_TO_READ, latencySentences, latencyVerdicts } from './latency-verdicts.js';
import { sampleNodeKill } from './samples/node-kill.js';
import { comparison, sampleScenario } from './samples/scenario.js';
import { sampleTenBlocks } from './samples/ten-blocks.js';

describe('latency of two designs', () => {
  it('is a table of every metric, with what was left out of it', () => {
    const [table, ...more] = latencyVerdicts(sampleTenBlocks());
    expect(more).toEqual([]);
    const { title, head, rows, notes } = table as NonNullable<typeof table>;
    const lines = alignColumns([head, ...rows], ['left', 'right', 'right', 'left', 'right', 'right']);
    expect(`\n${[title, ...lines, ...notes, '', ...HOW_TO_READ].join('\n')}\n`).toMatchInlineSnapshot(`
      "
      stateless against stateful, 10 blocks
      latency           ratio  99 % interval  verdict          would show      p
      p50 *              1.21      1.15–1.28  stateful better       9.8 %  0.004
      p95                1.09      0.98–1.21  inconclusive           21 %  0.156
      p99                   –              –  not judged                –      –
      ok within 100 ms   1.00      1.00–1.00  equivalent            5.6 %  0.320
      p50 before, p95 before, ok within 100 ms before: 9 of 10 blocks; left out: block 4: the load generator was late
      p99 before: 0 of 10 blocks can be used, two are needed: blocks 1, 2, 3: 800 requests ok in both, 1000 needed

      ratio: second design over first, from requests that were ok in both; above 1 the second takes longer (of shares: more are in time)
      better: the 99 % interval lies wholly beyond ±5 %; equivalent: wholly within ±10 %; else inconclusive, which more blocks may settle
      would show: the smallest true change that so many blocks call better in 4 of 5 runs; p: chance of such a difference between equal designs (sign-flip, from 8 blocks on)
      *: the one primary metric; verdict and p of the others allow for their number (Holm)
      "
    `);
  });

  it('is none with one block, nor where no block could be used', () => {
    expect(latencyVerdicts(sampleNodeKill())).toEqual([]);
    const comparisons = [comparison(['stateful', 'stateless'], { detail: '0 of 3 blocks can be used' })];
    expect(latencyVerdicts(sampleScenario({ blocks: 3, comparisons }))).toEqual([]);
  });

  it('says in a sentence who is faster, and only what is certain beside', () => {
    expect(latencySentences(sampleTenBlocks())).toEqual([
      'Latency: stateful is faster: stateless takes 1.21 × as long as stateful at the median (99 % interval 1.15–1.28).',
    ]);
    const designs = ['stateful', 'stateless'] as const;
    const same = { ratio: 1.01, low: 0.98, high: 1.04, detectable: 0.08 };
    const comparisons = [
      comparison(designs, { ...same, verdict: 'equivalent' }),
      comparison(designs, {
        metric: 'ok within 300 ms',
        window: 'fault',
        primary: false,
        verdict: 'better',
        better: 'stateless',
        ratio: 1.12,
        low: 1.08,
        high: 1.16,
      }),
    ];
    expect(latencySentences(sampleScenario({ comparisons }))).toEqual([
      'Latency: no difference worth the name (within ±10 %): stateless takes 1.01 × as long as stateful at the median before the fault (99 % interval 0.98–1.04).',
      'Beside that: stateless is better at ok within 300 ms, fault (ratio 1.12, 1.08–1.16).',
    ]);
    expect(
      latencySentences(
        sampleScenario({ comparisons: [comparison(designs, { ...same, verdict: 'inconclusive', high: 1.2 })] }),
      ),
    ).toEqual([
      'Latency: not decided: stateless takes 1.01 × as long as stateful at the median before the fault (99 % interval 0.98–1.20); these blocks would show a change of 8.0 %, more blocks a smaller one.',
    ]);
  });
});

/** The good day in ten blocks: every verdict that latency can get. */
import type { ScenarioFindings } from '../../analysis/findings.js';
import { comparison, sampleScenario } from './scenario.js';
import { sampleSteady } from './steady.js';

export function sampleTenBlocks(): ScenarioFindings {
  const designs = ['stateful', 'stateless'] as const;
  const pairs = Array.from({ length: 10 }, (_, i) =>
    i === 3
      ? { block: 4, ratio: null, reason: 'the load generator was late' }
      : { block: i + 1, ratio: 1.21, reason: null },
  );
  const detail = '9 of 10 blocks; left out: block 4: the load generator was late';
  return sampleScenario({
    question: 'What does each design cost while nothing goes wrong?',
    blocks: 10,
    windows: { before: [2, 14], fault: null, after: null },
    faults: [],
    designs: sampleSteady().designs,
    comparisons: [
      comparison(designs, {
        verdict: 'better',
        better: 'stateful',
        ratio: 1.214,
        low: 1.152,
        high: 1.279,
        detectable: 0.098,
        p: 0.0039,
        detail,
        pairs,
      }),
      comparison(designs, {
        metric: 'response p95',
        primary: false,
        verdict: 'inconclusive',
        ratio: 1.09,
        low: 0.98,
        high: 1.212,
        detectable: 0.21,
        p: 0.156,
        detail,
        pairs,
      }),
      comparison(designs, {
        metric: 'response p99',
        primary: false,
        detail: '0 of 10 blocks can be used, two are needed: blocks 1, 2, 3: 800 requests ok in both, 1000 needed',
        pairs: [{ block: 1, ratio: null, reason: '800 requests ok in both, 1000 needed' }],
      }),
      comparison(designs, {
        metric: 'ok within 100 ms',
        primary: false,
        verdict: 'equivalent',
        ratio: 0.999,
        low: 0.996,
        high: 1.003,
        detectable: 0.056,
        p: 0.32,
        detail,
        pairs,
      }),
    ],
  });
}

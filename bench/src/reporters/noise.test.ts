import { describe, expect, it } from 'vitest';
import { noiseWords, renderNoise } from './noise.js';
import { SAMPLE_NOISE } from './samples/findings.js';
import { comparison, sampleScenario } from './samples/scenario.js';

const designs = ['stateless', 'stateless-again'] as const;
const same = comparison(designs, {
  verdict: 'equivalent',
  ratio: 1.004,
  low: 0.97,
  high: 1.04,
  detail: '10 of 10 blocks',
});
const PLACE = {
  stored: null,
  report: 'results/latest/report.md',
  columns: 100,
  command: 'npm run lab -- noise',
};
const of = (comparisons: readonly ReturnType<typeof comparison>[], stored: string | null = 'results/noise.json') =>
  renderNoise({
    floor: SAMPLE_NOISE,
    scenario: sampleScenario({ comparisons: [...comparisons], blocks: 10 }),
    ...PLACE,
    stored,
  });

describe('the noise floor', () => {
  it('is printed with what it means for the number of blocks', () => {
    expect(of([same])).toMatchInlineSnapshot(`
      "
      noise floor of this machine · steady, stateless against itself · 10 blocks
        two equal runs differ in     by  at most by  to show 20 %
        response p50              3.5 %       6.2 %      4 blocks
        response p95               13 %        31 %     14 blocks
        response p99               51 %       120 %    114 blocks
        throughput                0.1 %       0.2 %      2 blocks
        by: standard deviation of the ratio of the two; at most by: the block in which they differed most
        → As it must be, the design is not better than itself: p50 equivalent (ratio 1.00, 99 % interval
          0.97–1.04).
        → stored in results/noise.json: later runs on this machine quote it

      report  results/latest/report.md
      again   npm run lab -- noise
      "
    `);
  });

  it('warns where a design was better than itself', () => {
    const wrong = { ...same, verdict: 'better', better: 'stateless', ratio: 1.2 } as const;
    expect(of([wrong]).replace(/\s+/g, ' ')).toContain(
      'better than ITSELF at response p50, before (ratio 1.20): by chance that is rarer than once in a hundred times',
    );
  });

  it('says first which blocks do not count', () => {
    const latencyVoid = [{ block: 3, reason: 'the load generator was late' }];
    const text = renderNoise({
      floor: SAMPLE_NOISE,
      scenario: sampleScenario({ comparisons: [same], blocks: 10, latencyVoid }),
      ...PLACE,
    });
    expect(text.split('\n')[2]).toBe(
      '  ! latency void in 1 of 10 blocks, which are left out: block 3: the load generator was late',
    );
  });

  it('says why there is none', () => {
    const none = comparison(designs, { detail: '1 of 2 blocks can be used, two are needed: block 1: late' });
    const nothing = { blocks: 0, spread: null, widest: null };
    const text = renderNoise({
      floor: { ...SAMPLE_NOISE, p50: nothing, p95: nothing, p99: nothing, throughput: nothing },
      scenario: sampleScenario({ comparisons: [none], blocks: 2 }),
      ...PLACE,
    });
    // A table of dashes says no more.
    expect(text).not.toContain('response p50');
    expect(text).toContain('Nothing can be said of latency: 1 of 2 blocks can be used');
    expect(text).not.toContain('stored in');
  });

  it('is quoted by later runs in a line', () => {
    expect(noiseWords(SAMPLE_NOISE)).toBe(
      'two equal runs differ by 3.5 % at p50, 13 % at p95, 51 % at p99 (steady, stateless against itself, 10 blocks, 2026-11-24)',
    );
    expect(noiseWords(null)).toContain('npm run lab -- noise');
  });
});

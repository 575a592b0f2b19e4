import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { pairedRatio, ratioByRound } from './ratio.js';

describe('a paired ratio', () => {
  it('is exact where every pair says the same', () => {
    const ratio = pairedRatio([
      [15, 10],
      [30, 20],
      [1.5, 1],
    ]);
    expect(ratio.median).toBeCloseTo(1.5, 12);
    expect(ratio.low).toBeCloseTo(1.5, 12);
    expect(ratio.high).toBeCloseTo(1.5, 12);
  });

  it('has the interval of a worked example: ratios 1.2, 1.3, 1.25, 1.4, 1.15', () => {
    const { median, low, high } = pairedRatio([1.2, 1.3, 1.25, 1.4, 1.15].map((ratio) => [ratio, 1]));
    expect(median).toBeCloseTo(1.25, 12);
    // Mean of the logarithms 0.228813, their deviation 0.075564, t(4) = 2.7764.
    expect(low).toBeCloseTo(1.14452, 4);
    expect(high).toBeCloseTo(1.38076, 4);
  });

  it('has no interval with one pair, and is none at all of nothing or of zero', () => {
    expect(pairedRatio([[3, 2]])).toEqual({ pairs: 1, median: 1.5, low: null, high: null });
    expect(() => pairedRatio([])).toThrow(RangeError);
    expect(() => pairedRatio([[1, 0]])).toThrow('no ratio of 1 to 0');
    expect(() => pairedRatio([[0, 1]])).toThrow(RangeError);
  });

  it('turns round with its pairs, and does not change with their unit', () => {
    const pair = fc.tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 12 }), (pairs) => {
        const there = pairedRatio(pairs);
        const back = pairedRatio(pairs.map(([a, b]) => [b * 7, a * 7]));
        expect(back.median).toBeCloseTo(1 / there.median, 6);
        expect(back.low).toBeCloseTo(1 / (there.high ?? 0), 6);
      }),
    );
  });

  it('covers the truth as often as it says: 95 % of 2,000 samples of five', () => {
    const dice = createDice('coverage');
    // The sum of twelve is all but normal.
    const normal = (): number => Array.from({ length: 12 }, () => dice.float()).reduce((sum, one) => sum + one, -6);
    let covered = 0;
    for (let sample = 0; sample < 2000; sample += 1) {
      const { low, high } = pairedRatio(Array.from({ length: 5 }, () => [Math.exp(0.3 + 0.1 * normal()), 1]));
      if ((low ?? 0) <= Math.exp(0.3) && Math.exp(0.3) <= (high ?? 0)) covered += 1;
    }
    expect(covered / 2000).toBeGreaterThan(0.935);
    expect(covered / 2000).toBeLessThan(0.965);
  });
});

describe('a ratio by round', () => {
  const slices = (...values: readonly (readonly [round: number, value: number])[]) =>
    values.map(([round, value]) => ({ round, value }));

  it('pairs what was measured in the same round, in whatever order, and leaves out what stands alone', () => {
    const ratio = ratioByRound(slices([1, 4], [2, 9], [3, 7]), slices([2, 3], [4, 1], [1, 2]), ({ value }) => value);
    expect(ratio).toEqual(
      pairedRatio([
        [4, 2],
        [9, 3],
      ]),
    );
  });

  it('is none where no round has both', () => {
    expect(ratioByRound(slices([1, 4]), slices([2, 3]), ({ value }) => value)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { trendOf } from './mann-kendall.js';
import { normal } from './normal.fixture.js';

describe('trendOf', () => {
  it('agrees with a series worked by hand', () => {
    // S = 28 of 28 pairs, variance 8·7·21/18 = 65.33, z = 27/8.083 = 3.340.
    expect(trendOf([1, 2, 3, 4, 5, 6, 7, 8])?.p).toBeCloseTo(0.000837, 5);
    expect(trendOf([1, 2, 3, 4, 5, 6, 7, 8])?.slope).toBe(1);
    expect(trendOf([8, 7, 6, 5, 4, 3, 2, 1])?.slope).toBe(-1);
  });

  it('counts ties', () => {
    // S = 16, variance (1176 − 2·4·3·13)/18 = 48, z = 15/6.928 = 2.165.
    expect(trendOf([1, 1, 1, 1, 2, 2, 2, 2])?.p).toBeCloseTo(0.0304, 4);
    expect(trendOf([5, 5, 5, 5, 5, 5, 5, 5])).toEqual({ p: 1, slope: 0 });
  });

  it('says nothing of fewer than eight values', () => {
    expect(trendOf([1, 2, 3, 4, 5, 6, 7])).toBeNull();
  });

  it('is not moved by one value that went wrong', () => {
    expect(trendOf([3, 3.1, 2.9, 3, 900, 3.1, 2.9, 3, 3.1, 3])?.slope).toBeLessThan(0.02);
  });

  it('calls a series without a trend one as often as it says: at 1 % in about 1 % of 2,000', () => {
    for (const length of [8, 12, 40]) {
      const dice = createDice('trend', length);
      let found = 0;
      for (let i = 0; i < 2000; i += 1) {
        const p = trendOf(Array.from({ length }, () => normal(dice)))?.p ?? 1;
        if (p < 0.01) found += 1;
      }
      // 20 are expected; of the binomial, 99.9 % lie within.
      expect(found, `of length ${length}`).toBeGreaterThan(6);
      expect(found, `of length ${length}`).toBeLessThan(37);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf, binomialRegion, upperBound95 } from './binomial.js';

describe('binomial', () => {
  it('sums the distribution of a fair coin exactly', () => {
    expect(binomialCdf(1, 3, 0.5)).toBeCloseTo(0.5, 12);
    expect(binomialCdf(-1, 3, 0.5)).toBe(0);
    expect(binomialCdf(3, 3, 0.5)).toBe(1);
  });

  it('gives the 99 % regions of the design page: R = 150', () => {
    const quarters = [binomialRegion(150, 0.75), binomialRegion(150, 0.25)];
    expect(quarters.map(({ low, high }) => [low / 150, high / 150].map((share) => Math.round(share * 100)))).toEqual([
      [65, 84],
      [16, 35],
    ]);
  });

  it('is certain where the share is 0 or 1', () => {
    expect(binomialRegion(40, 0)).toEqual({ low: 0, high: 0 });
    expect(binomialRegion(40, 1)).toEqual({ low: 40, high: 40 });
    expect(binomialRegion(0, 0.5)).toEqual({ low: 0, high: 0 });
  });

  it('bounds a zero by the rule of three: 0 of 248 is at most 1.2 %', () => {
    expect(upperBound95(0, 248)).toBeCloseTo(1 - 0.05 ** (1 / 248), 9);
    expect(upperBound95(0, 248)).toBeCloseTo(0.012, 3);
    expect(upperBound95(0, 0)).toBeNull();
    expect(upperBound95(7, 7)).toBe(1);
  });

  it('keeps each tail of the region below half a percent, and no narrower region would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, share) => {
        const { low, high } = binomialRegion(n, share);
        expect(binomialCdf(low - 1, n, share)).toBeLessThanOrEqual(0.005);
        expect(1 - binomialCdf(high, n, share)).toBeLessThanOrEqual(0.005 + 1e-12);
        if (low < n) expect(binomialCdf(low, n, share)).toBeGreaterThan(0.005);
      }),
    );
  });
});

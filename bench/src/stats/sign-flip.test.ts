import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { FEWEST_PAIRS, signFlipP } from './sign-flip.js';

describe('the sign-flip test', () => {
  it('counts the patterns that are as extreme as the one that was seen', () => {
    // All eight on one side: that pattern and its mirror, of 2⁸.
    expect(signFlipP([1, 1, 1, 1, 1, 1, 1, 1])).toBe(2 / 256);
    // One of eight on the other side: eight such patterns, the two beyond, and their mirrors.
    expect(signFlipP([1, 1, 1, 1, 1, 1, 1, -1])).toBe(18 / 256);
    expect(signFlipP([1, -1, 1, -1, 1, -1, 1, -1])).toBe(1);
  });

  it('says nothing of fewer than eight pairs', () => {
    expect(FEWEST_PAIRS).toBe(8);
    expect(signFlipP([1, 1, 1, 1, 1, 1, 1])).toBeNull();
  });

  it('samples the patterns of many pairs, the same way each time', () => {
    const dice = createDice('pairs');
    const pairs = Array.from({ length: 17 }, () => dice.float() - 0.4);
    const sampled = signFlipP(pairs) as number;
    expect(signFlipP(pairs)).toBe(sampled);
    // One pair of nothing changes no sum: of the 16 others, all patterns can be tried.
    const others = pairs.slice(1);
    expect(signFlipP([...others, 0])).toBeCloseTo(signFlipP(others) as number, 1);
    expect(sampled).toBeGreaterThan(0);
  });

  it('is right about nothing: p below 5 % in 5 % of 2,000 samples, skewed ones too', () => {
    const dice = createDice('no difference');
    // The difference of two exponentials is symmetric, with tails far heavier than the normal one's.
    const exponential = () => -Math.log(1 - dice.float());
    const low = Array.from({ length: 2000 }, () =>
      signFlipP(Array.from({ length: 9 }, () => exponential() ** 2 - exponential() ** 2)),
    ).filter((p) => p !== null && p < 0.05).length;
    expect(low / 2000).toBeGreaterThan(0.03);
    expect(low / 2000).toBeLessThan(0.065);
  });
});

/** What the verdicts of latency are worth: worked examples, then simulations of known truth. */
import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { blocksToDetect, detectableChange, type Effect, effectOf, effectVerdict } from './effect.js';
import { blockLogRatio } from './normal.fixture.js';

const of = (ratios: readonly number[]): Effect => effectOf(ratios.map(Math.log)) as Effect;
const verdict = (ratios: readonly number[]) => effectVerdict(of(ratios));

describe('the effect over blocks', () => {
  it('has the interval of a worked example: ratios 1.2, 1.3, 1.25, 1.4, 1.15', () => {
    const { ratio, low, high, blocks } = of([1.2, 1.3, 1.25, 1.4, 1.15]);
    expect(blocks).toBe(5);
    // Mean of the logarithms 0.228813, their deviation 0.075564, t(4) at 99 % = 4.6041.
    expect(Math.log(ratio)).toBeCloseTo(0.228813, 5);
    expect(Math.log(low)).toBeCloseTo(0.228813 - (4.6041 * 0.075564) / Math.sqrt(5), 4);
    expect(Math.log(high)).toBeCloseTo(0.228813 + (4.6041 * 0.075564) / Math.sqrt(5), 4);
  });

  it('judges nothing by one block', () => {
    expect(effectOf([0.1])).toBeNull();
    expect(effectOf([])).toBeNull();
  });

  it.each([
    ['better', 'wholly beyond +5 %', [1.2, 1.21, 1.19, 1.2, 1.2]],
    ['better', 'wholly beyond −5 %', [0.8, 0.81, 0.8, 0.79, 0.8]],
    [
      'inconclusive',
      'certainly slower, by 3 to 7 %: not beyond 5 %, not within 10 % … of 1.12',
      [1.12, 1.04, 1.12, 1.05],
    ],
    ['equivalent', 'certainly slower, by 3 %, which nobody needs to know', [1.03, 1.031, 1.029, 1.03]],
    ['equivalent', 'no difference at all, to the digit', [1, 1, 1]],
    ['better', 'the same difference each time, to the digit', [2, 2, 2]],
    ['equivalent', 'not better: two blocks agree to the digit, which three digits do by chance', [1.06, 1.06]],
    ['inconclusive', 'two blocks that agree within a few per cent: t(1) is wide', [1.2, 1.25]],
    ['inconclusive', 'a wide spread around 1', [0.6, 1.5, 1.1, 0.9]],
  ] as const)('%s: %s', (expected, _why, ratios) => {
    expect(verdict(ratios)).toBe(expected);
  });

  it('judges by p as by the interval, and turns round with its pairs', () => {
    const dice = createDice('agreement');
    for (let i = 0; i < 500; i += 1) {
      const centre = (dice.float() - 0.5) / 2;
      const logs = Array.from({ length: 6 }, () => centre + blockLogRatio(dice, 0.03, 'normal'));
      const effect = effectOf(logs) as Effect;
      expect(effect.pBeyond < 0.01).toBe(effect.low > 1.05 || effect.high < 1 / 1.05);
      expect(effect.pWithin < 0.01).toBe(effect.low > 1 / 1.1 && effect.high < 1.1);
      const back = effectOf(logs.map((log) => -log)) as Effect;
      expect(effectVerdict(back)).toBe(effectVerdict(effect));
      expect(back.low).toBeCloseTo(1 / effect.high, 9);
    }
  });
});

const SERIES = 4000;

/** Share of simulated series for which something holds. */
function share({ blocks, spread, truth, shape }: Series, holds: (effect: Effect, truth: number) => boolean): number {
  const dice = createDice('series', blocks, spread, truth, shape);
  let count = 0;
  for (let i = 0; i < SERIES; i += 1) {
    const logs = Array.from({ length: blocks }, () => Math.log(truth) + blockLogRatio(dice, spread, shape));
    if (holds(effectOf(logs) as Effect, truth)) count += 1;
  }
  return count / SERIES;
}
interface Series {
  readonly blocks: number;
  readonly spread: number;
  readonly truth: number;
  readonly shape: 'normal' | 'skewed' | 'lopsided';
}
const covers = ({ low, high }: Effect, truth: number) => low <= truth && truth <= high;
const isBetter = (effect: Effect) => effectVerdict(effect) === 'better';

describe('simulated: the interval covers the truth as often as it says', () => {
  // Binomial noise of 4,000 series around 0.99 is ±0.005 (3 standard errors).
  it.each([
    [5, 'normal', 0.985, 0.995],
    [10, 'normal', 0.985, 0.995],
    // Both sides slow now and then: symmetric, heavy tails; the interval is on the safe side.
    [5, 'skewed', 0.985, 1],
    [10, 'skewed', 0.985, 1],
    // Only one design ever has slow trials: the worst that a t interval can meet, and what it then costs.
    [5, 'lopsided', 0.93, 0.99],
    [10, 'lopsided', 0.94, 0.99],
  ] as const)('%i blocks, %s', (blocks, shape, atLeast, atMost) => {
    const covered = share({ blocks, spread: 0.125, truth: 1.1, shape }, covers);
    expect(covered).toBeGreaterThanOrEqual(atLeast);
    expect(covered).toBeLessThanOrEqual(atMost);
  });
});

describe('simulated: one design against itself', () => {
  // Spreads as measured of p50, p95 and p99.
  it.each([
    [0.034, 'normal'],
    [0.125, 'normal'],
    [0.4, 'normal'],
    [0.125, 'skewed'],
    [0.4, 'skewed'],
    [0.4, 'lopsided'],
  ] as const)(
    'is "better" than itself in less than 1 of 100 series, 4 where only one side is ever slow: spread %f, %s',
    (spread, shape) => {
      for (const blocks of [3, 5, 10])
        expect(share({ blocks, spread, truth: 1, shape }, isBetter)).toBeLessThan(shape === 'lopsided' ? 0.04 : 0.01);
    },
  );

  it('is equivalent to itself in most series, where ten blocks of p50 are there', () => {
    const same = share(
      { blocks: 10, spread: 0.034, truth: 1, shape: 'normal' },
      (effect) => effectVerdict(effect) === 'equivalent',
    );
    expect(same).toBeGreaterThan(0.95);
  });

  it('is not told "equivalent" where the truth is just outside, more than once in a hundred', () => {
    const wrong = share(
      { blocks: 10, spread: 0.034, truth: 1.1, shape: 'normal' },
      (effect) => effectVerdict(effect) === 'equivalent',
    );
    expect(wrong).toBeLessThan(0.01);
  });
});

describe('simulated: power', () => {
  it('tells a difference of 20 % in p50 by ten blocks nearly always, by five mostly', () => {
    const found = (blocks: number) => share({ blocks, spread: 0.034, truth: 1.2, shape: 'normal' }, isBetter);
    expect(found(10)).toBeGreaterThan(0.99);
    expect(found(5)).toBeGreaterThan(0.8);
  });

  it.each([
    [5, 0.034],
    [10, 0.034],
    [10, 0.125],
    [20, 0.125],
  ])('finds its minimum detectable effect in four of five series: %i blocks, spread %f', (blocks, spread) => {
    const truth = 1 + detectableChange(spread, blocks);
    const found = share({ blocks, spread, truth, shape: 'normal' }, isBetter);
    expect(found).toBeGreaterThan(0.74);
    expect(found).toBeLessThan(0.86);
  });

  it('says how many blocks 20 % would take: a few for p50, hundreds for p99', () => {
    expect(blocksToDetect(0.2, 0.034)).toBe(4);
    expect(blocksToDetect(0.2, 0.125)).toBe(14);
    expect(blocksToDetect(0.2, 0.5)).toBe(167);
    expect(blocksToDetect(0.04, 0.01)).toBeNull();
  });
});

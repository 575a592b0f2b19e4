/** Seeded dice. The same words give the same sequence on every machine. */
import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Dice {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [from, to]. */
  integer(from: number, to: number): number;
  /** True with the given probability. */
  chance(share: number): boolean;
}

/** @param words what the sequence depends on, e.g. seed, block, 'shopper', 17 */
export function createDice(...words: readonly (string | number)[]): Dice {
  const rng = xoroshiro128plus(createHash('sha256').update(words.join('\u0000')).digest().readInt32LE(0));
  return {
    float: () => uniformFloat64(rng),
    integer: (from, to) => uniformInt(rng, from, to),
    chance: (share) => uniformFloat64(rng) < share,
  };
}

/** The elements in random order; the input is left alone. Fisher–Yates. */
export function shuffled<T>(elements: readonly T[], dice: Dice): T[] {
  const order = [...elements];
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = dice.integer(0, i);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

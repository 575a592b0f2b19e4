/**
 * The sign-flip test of paired differences: if nothing differs but the label, every pattern of signs was as likely as the
 * one that was seen. It assumes no distribution, only that a pair's two sides could be swapped. Pure.
 */
import { createDice } from '../plan/dice.js';

/** With fewer pairs than this even the most extreme pattern is not rare: 2 of 2⁷ is more than 1 %. */
export const FEWEST_PAIRS = 8;
/** Up to here all patterns are tried (65,536 of them); beyond, a seeded sample of them. */
const ALL_PATTERNS_UP_TO = 16;
const SAMPLED_PATTERNS = 20_000;
/** Sums of the same numbers in another order differ in their last digits. */
const TOLERANCE = 1e-12;

/**
 * @param differences such as logarithms of ratios, one a block
 * @returns two-sided p; null below {@link FEWEST_PAIRS}
 */
export function signFlipP(differences: readonly number[]): number | null {
  if (differences.length < FEWEST_PAIRS) return null;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - TOLERANCE;
  return differences.length <= ALL_PATTERNS_UP_TO ? exact(differences, observed) : sampled(differences, observed);
}

function exact(differences: readonly number[], observed: number): number {
  const patterns = 2 ** differences.length;
  let asExtreme = 0;
  for (let pattern = 0; pattern < patterns; pattern += 1) {
    const sum = differences.reduce((total, value, i) => total + ((pattern >> i) & 1 ? -value : value), 0);
    if (Math.abs(sum) >= observed) asExtreme += 1;
  }
  return asExtreme / patterns;
}

/** The dice depend on nothing but the number of pairs: the same record gives the same p for ever. */
function sampled(differences: readonly number[], observed: number): number {
  const dice = createDice('sign-flip', differences.length);
  // The pattern that was seen is one of them.
  let asExtreme = 1;
  for (let i = 0; i < SAMPLED_PATTERNS; i += 1) {
    const sum = differences.reduce((total, value) => total + (dice.chance(0.5) ? -value : value), 0);
    if (Math.abs(sum) >= observed) asExtreme += 1;
  }
  return asExtreme / (SAMPLED_PATTERNS + 1);
}

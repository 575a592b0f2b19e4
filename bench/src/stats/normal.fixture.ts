/** Samples for the simulations of this room. */
import type { Dice } from '../plan/dice.js';

/** Standard normal, by Box and Muller. */
export function normal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice.float())) * Math.cos(2 * Math.PI * dice.float());
}

/**
 * Log-ratio of a block of two latency measurements whose logarithms spread by `spread` together. Skewed: either side now
 * and then has a slow trial, as real ones have, with an exponential excess.
 *
 * @param shape `normal`; `skewed`: both sides have slow trials; `lopsided`: only one of them
 */
export function blockLogRatio(dice: Dice, spread: number, shape: 'normal' | 'skewed' | 'lopsided'): number {
  if (shape === 'normal') return spread * normal(dice);
  // Mean 1, deviation 1, skewness 2.
  const slow = (): number => -Math.log(1 - dice.float()) - 1;
  return shape === 'skewed' ? (spread * (slow() - slow())) / Math.SQRT2 : spread * slow();
}

/** Ratios of paired measurements with their spread: a t interval on the logarithms, as a ratio of times has no sign. Pure. */
import { meanOf, medianOf, standardDeviation } from './moments.js';
import { studentHalfWidth } from './student.js';

export interface Ratio {
  /** Pairs that it rests on. */
  readonly pairs: number;
  /** Middle of the pairs' own ratios. */
  readonly median: number;
  /** Ends of the 95 % interval of the geometric mean; null below two pairs. */
  readonly low: number | null;
  readonly high: number | null;
}

const CONFIDENCE = 0.95;

/**
 * The ratio of each numerator to the denominator that was measured beside it.
 *
 * @param pairs at least one; all values above 0
 * @throws RangeError for a value that has no logarithm, or without a pair
 */
export function pairedRatio(pairs: readonly (readonly [numerator: number, denominator: number])[]): Ratio {
  if (pairs.length === 0) throw new RangeError('a ratio needs a pair');
  const logs = pairs.map(([numerator, denominator]) => {
    const log = Math.log(numerator / denominator);
    if (!Number.isFinite(log)) throw new RangeError(`no ratio of ${numerator} to ${denominator}`);
    return log;
  });
  const half = halfWidth(logs);
  const mean = meanOf(logs);
  return {
    pairs: pairs.length,
    median: Math.exp(medianOf(logs)),
    low: half === null ? null : Math.exp(mean - half),
    high: half === null ? null : Math.exp(mean + half),
  };
}

/**
 * The ratio of a figure to that of what was measured beside it, in the same round; null where no round has both.
 *
 * @param beside at most one a round
 * @throws as `pairedRatio`
 */
export function ratioByRound<Slice extends { readonly round: number }>(
  own: readonly Slice[],
  beside: readonly Slice[],
  figure: (slice: Slice) => number,
): Ratio | null {
  const byRound = new Map(beside.map((slice) => [slice.round, slice]));
  const pairs = own.flatMap((slice) => {
    const other = byRound.get(slice.round);
    return other === undefined ? [] : [[figure(slice), figure(other)] as const];
  });
  return pairs.length === 0 ? null : pairedRatio(pairs);
}

/** Half of the interval of the mean; null below two values. */
function halfWidth(logs: readonly number[]): number | null {
  if (logs.length < 2) return null;
  return (studentHalfWidth(CONFIDENCE, logs.length - 1) * standardDeviation(logs)) / Math.sqrt(logs.length);
}

/** Ratios of paired measurements with their spread: a t interval on the logarithms, as a ratio of times has no sign. Pure. */

export interface Ratio {
  /** Pairs that it rests on. */
  readonly pairs: number;
  /** Middle of the pairs' own ratios. */
  readonly median: number;
  /** Ends of the 95 % interval of the geometric mean; null below two pairs. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, from 1. */
const T_95 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const NORMAL_95 = 1.959964;

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

/** Middle value, of an even number the mean of the two in the middle. @throws RangeError without a value */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  if (above === undefined || below === undefined) throw new RangeError('nothing has no median');
  return (above + below) / 2;
}

/** Two-sided 95 % quantile of Student's t; beyond the table by the first terms of its expansion around the normal. */
export function studentT95(degrees: number): number {
  const listed = T_95[degrees - 1];
  if (listed !== undefined) return listed;
  const z = NORMAL_95;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

/** Half of the 95 % interval of the mean. */
function halfWidth(values: readonly number[]): number | null {
  const degrees = values.length - 1;
  if (degrees < 1) return null;
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  return studentT95(degrees) * Math.sqrt(variance / values.length);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

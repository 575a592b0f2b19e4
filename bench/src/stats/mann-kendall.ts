/**
 * Is there a trend in a series? The Mann–Kendall test, with the slope of Theil and Sen: by ranks, so that one second that
 * went wrong neither makes a trend nor hides one. Pure.
 *
 * Mann, Econometrica 13 (1945); Kendall, Rank Correlation Methods (1975); Sen, JASA 63 (1968). The normal approximation
 * with continuity correction serves from eight values on.
 */
import jstat from 'jstat';
import { medianOf } from './moments.js';

/** Below this many values the approximation is poor, and the test finds little. */
export const FEWEST_FOR_TREND = 8;

export interface Trend {
  /** Two-sided: how often a series without a trend would look like this, 0–1. */
  readonly p: number;
  /** Median of the slopes between all pairs, per step. */
  readonly slope: number;
}

/** @returns null for fewer than {@link FEWEST_FOR_TREND} values */
export function trendOf(values: readonly number[]): Trend | null {
  const n = values.length;
  if (n < FEWEST_FOR_TREND) return null;
  const slopes: number[] = [];
  let s = 0;
  values.forEach((later, j) => {
    values.slice(0, j).forEach((earlier, i) => {
      slopes.push((later - earlier) / (j - i));
      s += Math.sign(later - earlier);
    });
  });
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(values)) / 18;
  // One step less, since S moves in steps of two.
  const z = variance === 0 ? 0 : Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance);
  return { p: Math.min(1, 2 * jstat.jStat.normal.cdf(-z, 0, 1)), slope: medianOf(slopes) };
}

function tieTerm(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
}

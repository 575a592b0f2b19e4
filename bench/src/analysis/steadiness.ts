/**
 * Was the system in a steady state before anything was done to it? Steady state is tested, not assumed: a trend of the
 * response time over the before window, trial by trial. Pure.
 *
 * Each operation counts relative to the median of its own step, since steps differ in what they cost and the mix of steps
 * changes while arrivals fill up. The medians of equal slices of the window go through Mann–Kendall, which needs no
 * distribution and bears one bad second. `unsteady` takes both a trend that chance does not explain (p below 1 %) and one
 * that matters (a tenth over the window, as far as two designs may differ and still be equivalent): neighbouring seconds
 * resemble each other, so that p alone would cry wolf. steadiness.test.ts shows how often it does.
 */
import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { samplesNeeded } from '../stats/histogram.js';
import { trendOf } from '../stats/mann-kendall.js';
import { medianOf } from '../stats/moments.js';
import type { DesignFindings } from './findings.js';
import { windowsOf } from './windows.js';

export type Steadiness = DesignFindings['steadiness'][number];

export const TREND_P_BOUND = 0.01;
/** Change over the window, of the median. */
export const TREND_CHANGE_BOUND = 0.1;

/** Slices of the window: one a second, but never fewer than can show a trend, nor more than help. */
const FEWEST_SLICES = 12;
const MOST_SLICES = 60;
const SLICE_MS = 1000;

/** @param voidReason why the latency of its block does not count; null where it does */
export function steadinessOf(trial: TrialRecord, voidReason: string | null = null): Steadiness {
  const { block, scenario, loadStartUs } = trial.header;
  if (voidReason !== null) return untested(block, 0, `void: ${voidReason}`);
  const { before } = windowsOf(scenario);
  if (before === null) return untested(block, 0, 'there is no window before the first fault');
  const [fromUs, toUs] = [loadStartUs + before[0] * 1000, loadStartUs + before[1] * 1000];
  const slices = Math.min(MOST_SLICES, Math.max(FEWEST_SLICES, Math.floor((before[1] - before[0]) / SLICE_MS)));
  const bySlice = Array.from({ length: slices }, () => new Map<string, LogCounts>());
  for (const { origin, outcome, intendedUs, doneUs, step } of inPassing(trial.operations)) {
    if (origin !== 'planned' || outcome !== 'ok' || intendedUs < fromUs || intendedUs >= toUs) continue;
    const slice = bySlice[Math.floor(((intendedUs - fromUs) / (toUs - fromUs)) * slices)];
    if (slice === undefined) continue;
    let counts = slice.get(step);
    if (counts === undefined) {
      counts = new LogCounts();
      slice.set(step, counts);
    }
    counts.add(doneUs - intendedUs);
  }
  const fewest = Math.min(...bySlice.map((slice) => [...slice.values()].reduce((sum, { total }) => sum + total, 0)));
  if (fewest < samplesNeeded(0.5)) {
    return untested(block, slices, `${fewest} requests in a slice of the window, ${samplesNeeded(0.5)} needed`);
  }
  const ofStep = new Map<string, LogCounts>();
  for (const slice of bySlice) {
    for (const [step, counts] of slice) {
      const whole = ofStep.get(step) ?? new LogCounts();
      whole.addAll(counts, 0);
      ofStep.set(step, whole);
    }
  }
  const series = bySlice.map((slice) => {
    const ratios = new LogCounts();
    for (const [step, counts] of slice) ratios.addAll(counts, CENTRE - (ofStep.get(step)?.median() ?? 0));
    return Math.exp((ratios.median() - CENTRE) / PER_E);
  });
  return judged(block, series);
}

/** @param series medians of the slices, in order; at least eight */
export function judged(block: number, series: readonly number[]): Steadiness {
  const trend = trendOf(series);
  const level = medianOf(series);
  if (trend === null || level <= 0) return untested(block, series.length, 'too few slices');
  const change = (trend.slope * (series.length - 1)) / level;
  const isUnsteady = trend.p < TREND_P_BOUND && Math.abs(change) > TREND_CHANGE_BOUND;
  const verdict = isUnsteady ? 'unsteady' : 'steady';
  return { block, verdict, change, p: trend.p, slices: series.length, reason: null };
}

function untested(block: number, slices: number, reason: string): Steadiness {
  return { block, verdict: 'unknown', change: null, p: null, slices, reason };
}

/** Steps of 1 %: a tenth of what matters. */
const PER_E = 100;
/** Up to ten minutes in microseconds, and ratios as far in both directions. */
const LENGTH = 4096;
/** Where a ratio of 1 stands. */
const CENTRE = LENGTH / 2;

/** Counts by logarithm, so that dividing by a median is moving: one walk over the operations does for all steps. */
class LogCounts {
  readonly #counts = new Uint32Array(LENGTH);
  total = 0;

  add(us: number): void {
    this.#put(Math.round(Math.log(Math.max(1, us)) * PER_E), 1);
  }

  addAll(other: LogCounts, moved: number): void {
    other.#counts.forEach((count, index) => {
      if (count > 0) this.#put(index + moved, count);
    });
  }

  /** Index of the middle value; of two the lower. */
  median(): number {
    let below = 0;
    return this.#counts.findIndex((count) => {
      below += count;
      return below >= this.total / 2;
    });
  }

  #put(index: number, count: number): void {
    const within = Math.min(LENGTH - 1, Math.max(0, index));
    this.#counts[within] = (this.#counts[within] ?? 0) + count;
    this.total += count;
  }
}

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
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, type LatencyHistogram, recordUs, samplesNeeded } from '../stats/histogram.js';
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
/** A ratio to the step's median is kept as thousandths, in a histogram of three digits. */
const SCALE = 1000;

export function steadinessOf(trial: TrialRecord): Steadiness {
  const { block, scenario, loadStartUs } = trial.header;
  const { before } = windowsOf(scenario);
  if (before === null) return untested(block, 0, 'there is no window before the first fault');
  const [fromUs, toUs] = before.map((ms) => loadStartUs + ms * 1000) as [number, number];
  const slices = Math.min(MOST_SLICES, Math.max(FEWEST_SLICES, Math.floor((toUs - fromUs) / 1000 / SLICE_MS)));
  const counts = ({ origin, outcome, intendedUs }: OperationRecord): boolean =>
    origin === 'planned' && outcome === 'ok' && intendedUs >= fromUs && intendedUs < toUs;
  const medians = mediansByStep(trial, counts);
  const bins = Array.from({ length: slices }, createHistogram);
  for (const operation of trial.operations) {
    if (!counts(operation)) continue;
    const slice = Math.floor(((operation.intendedUs - fromUs) / (toUs - fromUs)) * slices);
    const median = medians.get(operation.step) ?? 1;
    recordUs(bins[slice] as LatencyHistogram, Math.round((responseUs(operation) / median) * SCALE));
  }
  const fewest = Math.min(...bins.map(({ totalCount }) => totalCount));
  if (fewest < samplesNeeded(0.5)) {
    return untested(block, slices, `${fewest} requests in a slice of the window, ${samplesNeeded(0.5)} needed`);
  }
  return judged(
    block,
    bins.map((bin) => bin.getValueAtPercentile(50) / SCALE),
  );
}

/** @param series medians of the slices, in order; at least eight */
export function judged(block: number, series: readonly number[]): Steadiness {
  const trend = trendOf(series);
  const level = medianOf(series);
  if (trend === null || level <= 0) return untested(block, series.length, 'too few slices');
  const change = (trend.slope * (series.length - 1)) / level;
  const isUnsteady = trend.p < TREND_P_BOUND && Math.abs(change) > TREND_CHANGE_BOUND;
  return {
    block,
    verdict: isUnsteady ? 'unsteady' : 'steady',
    change,
    p: trend.p,
    slices: series.length,
    reason: null,
  };
}

function mediansByStep(trial: TrialRecord, counts: (operation: OperationRecord) => boolean): Map<string, number> {
  const byStep = new Map<string, LatencyHistogram>();
  for (const operation of trial.operations) {
    if (!counts(operation)) continue;
    const histogram = byStep.get(operation.step) ?? createHistogram();
    recordUs(histogram, responseUs(operation));
    byStep.set(operation.step, histogram);
  }
  return new Map([...byStep].map(([step, histogram]) => [step, Math.max(1, histogram.getValueAtPercentile(50))]));
}

const responseUs = ({ doneUs, intendedUs }: OperationRecord): number => doneUs - intendedUs;

function untested(block: number, slices: number, reason: string): Steadiness {
  return { block, verdict: 'unknown', change: null, p: null, slices, reason };
}

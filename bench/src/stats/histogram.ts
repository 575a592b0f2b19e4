/** Latency histograms: microsecond integers, three significant digits, merged and never averaged. */
import { build, type Histogram } from 'hdr-histogram-js';

/** Nothing measured here lasts longer: one hour. */
const HIGHEST_US = 3_600_000_000;
/** Samples that a percentile needs beyond itself, to be printed: p99 takes 1,000, p99.9 takes 10,000. */
export const SAMPLES_BEYOND = 10;

export type LatencyHistogram = Histogram;

const SHAPE = { lowestDiscernibleValue: 1, numberOfSignificantValueDigits: 3, bitBucketSize: 32 } as const;

export function createHistogram(): LatencyHistogram {
  return build({ ...SHAPE, highestTrackableValue: HIGHEST_US });
}

/** It starts with 8 KB and grows with its highest value, where the other takes 94 KB: for one a second of load. */
export function createGrowingHistogram(): LatencyHistogram {
  return build({ ...SHAPE, highestTrackableValue: 2, autoResize: true });
}

/** Negative differences of two clock readings cannot be; an hour is the end of the scale. */
export function recordUs(histogram: LatencyHistogram, valueUs: number): void {
  histogram.recordValue(Math.min(Math.max(0, valueUs), HIGHEST_US));
}

/** Samples needed to print the quantile, 0–1. */
export function samplesNeeded(quantile: number): number {
  return Math.ceil(SAMPLES_BEYOND / (1 - quantile) - 1e-9);
}

/** Milliseconds at a quantile; null when the sample cannot carry it. */
export function quantileMs(histogram: LatencyHistogram, quantile: number): number | null {
  if (histogram.totalCount < samplesNeeded(quantile)) return null;
  return histogram.getValueAtPercentile(quantile * 100) / 1000;
}

/** A quantile of a sample, and how it is called: `p99`, `p97.5`. */
export interface CarriedQuantile {
  readonly name: string;
  readonly ms: number;
}

/** The quantile that is wanted, or the highest one below it that the sample carries; null where not even p50 is. */
export function carriedQuantile(histogram: LatencyHistogram, wanted: number): CarriedQuantile | null {
  const { totalCount } = histogram;
  if (totalCount < samplesNeeded(0.5)) return null;
  const percentile = Math.min(wanted, 1 - SAMPLES_BEYOND / totalCount) * 100;
  return {
    name: `p${Number(percentile.toFixed(1))}`,
    ms: histogram.getValueAtPercentile(percentile) / 1000,
  };
}

export function maxMs(histogram: LatencyHistogram): number | null {
  return histogram.totalCount === 0 ? null : histogram.maxValue / 1000;
}

/** Points of the percentile curve, [quantile, milliseconds], evenly spaced in nines, to the last that the sample carries. */
export function percentileCurve(histogram: LatencyHistogram): [number, number][] {
  const points: [number, number][] = [];
  for (let nines = 0; ; nines += 0.05) {
    const quantile = 1 - 10 ** -nines;
    const valueMs = quantileMs(histogram, quantile);
    if (valueMs === null) return points;
    points.push([quantile, valueMs]);
  }
}

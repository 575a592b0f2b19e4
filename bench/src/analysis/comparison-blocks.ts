/**
 * What one block says of two designs: a ratio for each metric, or why it says nothing of it. Pure.
 *
 * Latency is that of the operations which were ok in both designs, so that neither is flattered by what it failed to
 * answer; `share ok` is over all planned operations. Designs are never compared in the fault window by their latency.
 */
import type { TrialRecord } from '../history/trial.js';
import { type LatencyHistogram, quantileMs, samplesNeeded } from '../stats/histogram.js';
import { type WindowCounts, windowCounts } from './comparison-windows.js';
import { OK_WITHIN_MS, type OkWithinName } from './latency.js';
import { okInBoth } from './paired.js';
import { type WindowName, type Windows, windowsOf } from './windows.js';

/** More than this share not ok in a window, and its latency is that of a design that refuses instead of answering. */
export const NOT_OK_BOUND = 0.001;

/** Of the metrics, the one that stands for itself; the others are corrected for their number. */
const PRIMARY = { quantile: 'p50', window: 'before' } as const;

export interface Metric {
  /** `response p50`, `ok within 300 ms` */
  readonly name: string;
  readonly window: WindowName;
  readonly primary: boolean;
  /** A latency is better when it is lower. */
  readonly better: 'lower' | 'higher';
  readonly of: { readonly quantile: number } | { readonly okWithin: OkWithinName };
}

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** The primary metric comes first, where its window is there. */
export function metricsOf(windows: Windows): Metric[] {
  const latency = (window: WindowName) =>
    Object.entries(QUANTILES).map(
      ([name, quantile]): Metric => ({
        name: `response ${name}`,
        window,
        primary: name === PRIMARY.quantile && window === PRIMARY.window,
        better: 'lower',
        of: { quantile },
      }),
    );
  // Where nothing breaks, the share that is ok in time is that of the good day.
  const shares = windows.fault === null ? 'before' : 'fault';
  const okWithin = Object.entries(OK_WITHIN_MS).map(
    ([name, limitMs]): Metric => ({
      name: `ok within ${limitMs.toLocaleString('en')} ms`,
      window: shares,
      primary: false,
      better: 'higher',
      of: { okWithin: name as OkWithinName },
    }),
  );
  return [...latency('before'), ...latency('after'), ...okWithin].filter(({ window }) => windows[window] !== null);
}

/** A ratio, other over base, or the reason why there is none. */
export type BlockRatio = { readonly ratio: number } | { readonly reason: string };

/**
 * @param base trial of the design that is divided by
 * @param other trial of the same block, hence of the same plan
 * @returns one entry a metric, in their order
 */
export function blockRatios(base: TrialRecord, other: TrialRecord, metrics: readonly Metric[]): BlockRatio[] {
  const windows = windowsOf(base.header.scenario);
  const both = okInBoth(base, other);
  const counted = [base, other].map((trial) => ({
    design: trial.header.design.name,
    windows: windowCounts(trial, windows),
  }));
  return metrics.map(({ window, of }) => {
    if ('okWithin' in of) {
      const [a, b] = counted.map(({ windows: { [window]: counts } }) => counts.okWithin[of.okWithin] / counts.planned);
      return ratioOf(a, b, 'nothing was ok in time');
    }
    const reason = counted
      .map(({ design, windows }) => tooManyNotOk(design, windows[window]))
      .find((one) => one !== null);
    return reason === undefined ? quantileRatio(both[window].response, of.quantile) : { reason };
  });
}

function quantileRatio([a, b]: readonly [LatencyHistogram, LatencyHistogram], quantile: number): BlockRatio {
  const needed = samplesNeeded(quantile);
  if (a.totalCount < needed)
    return { reason: `${thousands(a.totalCount)} requests ok in both, ${thousands(needed)} needed` };
  return ratioOf(quantileMs(a, quantile), quantileMs(b, quantile), 'too fast for the clock');
}

const thousands = (count: number): string => count.toLocaleString('en');

function ratioOf(base: number | null | undefined, other: number | null | undefined, reason: string): BlockRatio {
  return base != null && other != null && base > 0 && other > 0 ? { ratio: other / base } : { reason };
}

/** Of the planned operations that were sent. */
function tooManyNotOk(design: string, { sent, notOk }: WindowCounts): string | null {
  if (notOk <= sent * NOT_OK_BOUND) return null;
  const share = notOk / sent;
  const percent = (share * 100).toFixed(share < 0.01 ? 2 : 1);
  return `${percent} % of the requests of ${design} were not ok, bound ${NOT_OK_BOUND * 100} %`;
}

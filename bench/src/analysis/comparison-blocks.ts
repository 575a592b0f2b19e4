/**
 * What one block says of two designs: a ratio for each metric, or why it says nothing of it. Pure.
 *
 * Latency is that of the operations which were ok in both designs, so that neither is flattered by what it failed to
 * answer; `share ok` is over all planned operations. Designs are never compared in the fault window by their latency.
 */
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { type LatencyHistogram, quantileMs, samplesNeeded } from '../stats/histogram.js';
import { addTrialLatency, emptyLatency, OK_WITHIN_MS, type OkWithinName } from './latency.js';
import { okInBoth } from './paired.js';
import { type WindowName, type Windows, windowAt, windowsOf } from './windows.js';

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
  const latencies = [base, other].map((trial) => {
    const latency = emptyLatency();
    addTrialLatency(latency, trial, windows);
    return latency;
  });
  const refused = new Map<WindowName, string | null>();
  for (const { window, of } of metrics) {
    if ('quantile' in of && !refused.has(window)) refused.set(window, tooManyNotOk([base, other], windows, window));
  }
  return metrics.map(({ window, of }) => {
    if ('quantile' in of) {
      const reason = refused.get(window);
      return reason == null ? quantileRatio(both[window].response, of.quantile) : { reason };
    }
    const [a, b] = latencies.map(({ spans }) => spans[window].okWithin[of.okWithin] / spans[window].planned);
    return ratioOf(a, b, 'nothing was ok in time');
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

/**
 * Of the planned operations that were sent. A refused claim is left out: where sessions live in one node it is what
 * theory expects, it has a count of its own, and it is not latency.
 */
function tooManyNotOk(trials: readonly TrialRecord[], windows: Windows, window: WindowName): string | null {
  for (const { header, operations } of trials) {
    const isMeant = ({ origin, step, intendedUs }: OperationRecord): boolean =>
      origin === 'planned' &&
      step !== 'claim' &&
      windowAt(windows, (intendedUs - header.loadStartUs) / 1000) === window;
    let sent = 0;
    let notOk = 0;
    for (const operation of operations) {
      if (!isMeant(operation)) continue;
      sent += 1;
      if (operation.outcome !== 'ok') notOk += 1;
    }
    if (notOk > sent * NOT_OK_BOUND) {
      const share = ((notOk / sent) * 100).toFixed(notOk / sent < 0.01 ? 2 : 1);
      return `${share} % of the requests of ${header.design.name} were not ok, bound ${NOT_OK_BOUND * 100} %`;
    }
  }
  return null;
}

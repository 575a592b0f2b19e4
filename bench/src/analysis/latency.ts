/**
 * Latency of one trial: response time from the intended start, service time from the actual send, over the planned
 * operations that were ok; and the share of *all* planned operations that was ok in time, where anything else counts as
 * not. Pure.
 */
import { inPassing } from '../history/in-passing.js';
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, type LatencyHistogram, recordUs } from '../stats/histogram.js';
import { type WindowName, type Windows, windowAt } from './windows.js';

export const OK_WITHIN_MS = { '100ms': 100, '300ms': 300, '1000ms': 1000 } as const;
export type OkWithinName = keyof typeof OK_WITHIN_MS;
/** Made once: it is asked for every operation. */
export const OK_LIMITS = Object.entries(OK_WITHIN_MS) as readonly (readonly [OkWithinName, number])[];

/** `overall`: all windows together. The warm-up belongs to none. */
export type SpanName = WindowName | 'overall';
export const SPANS: readonly SpanName[] = ['overall', 'before', 'fault', 'after'];

export interface SpanLatency {
  readonly response: LatencyHistogram;
  readonly service: LatencyHistogram;
  planned: number;
  readonly okWithin: Record<OkWithinName, number>;
}

export interface TrialLatency {
  readonly spans: Readonly<Record<SpanName, SpanLatency>>;
  /** Over every operation that was sent, final reads apart. */
  readonly lag: LatencyHistogram;
  readonly blocked: LatencyHistogram;
}

export function emptyLatency(): TrialLatency {
  const span = (): SpanLatency => ({
    response: createHistogram(),
    service: createHistogram(),
    planned: 0,
    okWithin: { '100ms': 0, '300ms': 0, '1000ms': 0 },
  });
  return {
    spans: { overall: span(), before: span(), fault: span(), after: span() },
    lag: createHistogram(),
    blocked: createHistogram(),
  };
}

/**
 * Adds a trial to what is there: histograms merge, counts add up.
 *
 * @param part `lag`: only what the generator owes, of a trial whose latency is void
 */
export function addTrialLatency(
  sum: TrialLatency,
  trial: TrialRecord,
  windows: Windows,
  part: 'whole' | 'lag' = 'whole',
): void {
  const { loadStartUs } = trial.header;
  const spansAt = (intendedUs: number): SpanLatency[] => {
    const window = windowAt(windows, (intendedUs - loadStartUs) / 1000);
    return window === null ? [] : [sum.spans.overall, sum.spans[window]];
  };
  for (const operation of inPassing(trial.operations)) {
    if (operation.origin === 'final') continue;
    recordUs(sum.lag, operation.sentUs - operation.readyUs);
    recordUs(sum.blocked, operation.readyUs - operation.intendedUs);
    if (operation.origin !== 'planned' || part === 'lag') continue;
    for (const span of spansAt(operation.intendedUs)) addOperation(span, operation);
  }
  if (part === 'lag') return;
  for (const skip of trial.skips) {
    if (skip.origin !== 'planned') continue;
    for (const span of spansAt(skip.intendedUs)) span.planned += 1;
  }
}

function addOperation(span: SpanLatency, operation: OperationRecord): void {
  span.planned += 1;
  if (operation.outcome !== 'ok') return;
  const responseUs = operation.doneUs - operation.intendedUs;
  recordUs(span.response, responseUs);
  recordUs(span.service, operation.doneUs - operation.sentUs);
  for (const [name, limitMs] of OK_LIMITS) {
    if (responseUs <= limitMs * 1000) span.okWithin[name] += 1;
  }
}

/**
 * Latency of two designs over the operations that were ok in both: the same shopper's same step, as both followed the same
 * plan. Otherwise the design that fails its slow requests would look fast. Pure.
 */
import type { OperationRecord } from '../history/records.js';
import { sideBySide } from '../history/side-by-side.js';
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, type LatencyHistogram, recordUs } from '../stats/histogram.js';
import { type WindowName, windowAt, windowsOf } from './windows.js';

/** Of the first design and of the second one, over equally many operations. */
export interface PairedLatency {
  readonly response: readonly [LatencyHistogram, LatencyHistogram];
  readonly service: readonly [LatencyHistogram, LatencyHistogram];
}

/** @param a and b, trials of the same block: an operation has the same id in both */
export function okInBoth(a: TrialRecord, b: TrialRecord): Record<WindowName, PairedLatency> {
  const windows = windowsOf(a.header.scenario);
  const paired = { before: emptyPair(), fault: emptyPair(), after: emptyPair() };
  for (const [ofA, ofB] of sideBySide(a.operations, b.operations)) {
    const others = new Map<number, Times>();
    for (const operation of ofB) if (isPlannedOk(operation)) others.set(operation.id, timesOf(operation));
    for (const operation of ofA) {
      const other = isPlannedOk(operation) ? others.get(operation.id) : undefined;
      const window = windowAt(windows, (operation.intendedUs - a.header.loadStartUs) / 1000);
      if (other === undefined || window === null) continue;
      [timesOf(operation), other].forEach(({ responseUs, serviceUs }, side) => {
        recordUs(paired[window].response[side as 0 | 1], responseUs);
        recordUs(paired[window].service[side as 0 | 1], serviceUs);
      });
    }
  }
  return paired;
}

interface Times {
  readonly responseUs: number;
  readonly serviceUs: number;
}

const timesOf = ({ intendedUs, sentUs, doneUs }: OperationRecord): Times => ({
  responseUs: doneUs - intendedUs,
  serviceUs: doneUs - sentUs,
});

const isPlannedOk = ({ origin, outcome }: OperationRecord): boolean => origin === 'planned' && outcome === 'ok';

function emptyPair(): PairedLatency {
  return { response: [createHistogram(), createHistogram()], service: [createHistogram(), createHistogram()] };
}

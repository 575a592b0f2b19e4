/** What comparisons count of one trial, window by window, in one walk over its operations. Pure. */
import { inPassing } from '../history/in-passing.js';
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { placeOf } from '../scenario/stores.js';
import { OK_LIMITS, type OkWithinName } from './latency.js';
import { type WindowName, type Windows, windowAt } from './windows.js';

/** Of planned operations, by their intended start. */
export interface WindowCounts {
  /** Sent or not. */
  planned: number;
  /** Of all that were planned. */
  readonly okWithin: Record<OkWithinName, number>;
  /** Sent; apart from claims that are refused where no store is shared. */
  sent: number;
  /** Of those. */
  notOk: number;
}

export function windowCounts(
  { header, operations, skips }: TrialRecord,
  windows: Windows,
): Record<WindowName, WindowCounts> {
  const counts = { before: none(), fault: none(), after: none() };
  const isShared = placeOf(header.design) === 'shared';
  const at = (intendedUs: number): WindowName | null => windowAt(windows, (intendedUs - header.loadStartUs) / 1000);
  for (const operation of inPassing(operations)) {
    const window = operation.origin === 'planned' ? at(operation.intendedUs) : null;
    if (window !== null) add(counts[window], operation, isShared);
  }
  for (const { origin, intendedUs } of skips) {
    const window = origin === 'planned' ? at(intendedUs) : null;
    if (window !== null) counts[window].planned += 1;
  }
  return counts;
}

function none(): WindowCounts {
  return { planned: 0, okWithin: { '100ms': 0, '300ms': 0, '1000ms': 0 }, sent: 0, notOk: 0 };
}

function add(counts: WindowCounts, { outcome, step, intendedUs, doneUs }: OperationRecord, isShared: boolean): void {
  counts.planned += 1;
  if (outcome === 'ok') {
    counts.sent += 1;
    for (const [name, limitMs] of OK_LIMITS) {
      if (doneUs - intendedUs <= limitMs * 1000) counts.okWithin[name] += 1;
    }
    return;
  }
  // Where no store is shared, theory expects that claims are refused: they have a count of their own, and say nothing of
  // how fast the others were.
  if (outcome === 'fail' && step === 'claim' && !isShared) return;
  counts.sent += 1;
  counts.notOk += 1;
}

/** How many operations there were, by origin and outcome, and at which rate. Pure. */
import type { TrialRecord } from '../history/trial.js';
import type { DesignFindings } from './findings.js';

export type RequestCounts = DesignFindings['requests'];

/**
 * The rates are over the interval in which operations were planned: offered as planned, achieved as sent (planned ones).
 */
export function countRequests(trials: readonly TrialRecord[]): RequestCounts {
  const counts = { planned: 0, sent: 0, restart: 0, retry: 0, skipped: 0, ok: 0, failed: 0, indeterminate: 0 };
  let plannedSent = 0;
  let seconds = 0;
  for (const { operations, skips, header } of trials) {
    let lastUs = header.loadStartUs;
    for (const operation of operations) {
      if (operation.origin === 'final') continue;
      counts.sent += 1;
      counts[operation.outcome === 'fail' ? 'failed' : operation.outcome] += 1;
      if (operation.origin !== 'planned') {
        counts[operation.origin] += 1;
        continue;
      }
      plannedSent += 1;
      lastUs = Math.max(lastUs, operation.intendedUs);
    }
    for (const skip of skips) {
      if (skip.origin !== 'planned') continue;
      counts.skipped += 1;
      lastUs = Math.max(lastUs, skip.intendedUs);
    }
    seconds += (lastUs - header.loadStartUs) / 1e6;
  }
  counts.planned = plannedSent + counts.skipped;
  return {
    ...counts,
    offeredPerSecond: seconds > 0 ? counts.planned / seconds : 0,
    achievedPerSecond: seconds > 0 ? plannedSent / seconds : 0,
  };
}

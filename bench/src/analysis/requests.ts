/** How many operations there were, by origin and outcome, and at which rate. Pure. */
import { inPassing } from '../history/in-passing.js';
import type { TrialHeader } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { lastArrivalMs, longestJourneyMs } from '../plan/journey.js';
import type { DesignFindings } from './findings.js';
import { unsentOf } from './unsent.js';

export type RequestCounts = DesignFindings['requests'];

/** Rates over less than this say nothing. */
const LEAST_PLATEAU_MS = 1000;

/**
 * The rates are over the plateau: from the moment at which the first shoppers' journeys may have ended to the last
 * arrival, when the plan offers the rate that the scenario asks for; over the whole load where the plateau is shorter than
 * a second. Offered as planned, achieved as sent, planned operations both.
 */
export function countRequests(trials: readonly TrialRecord[]): RequestCounts {
  const counts = {
    planned: 0,
    sent: 0,
    restart: 0,
    retry: 0,
    skipped: 0,
    unsent: 0,
    ok: 0,
    failed: 0,
    indeterminate: 0,
  };
  let offered = 0;
  let achieved = 0;
  let seconds = 0;
  for (const trial of trials) {
    const { operations, skips, header } = trial;
    counts.unsent += unsentOf(trial);
    const [fromUs, toUs] = plateauUs(header);
    const within = (us: number): number => (us >= fromUs && us < toUs ? 1 : 0);
    seconds += (toUs - fromUs) / 1e6;
    for (const operation of inPassing(operations)) {
      if (operation.origin === 'final') continue;
      counts.sent += 1;
      counts[operation.outcome === 'fail' ? 'failed' : operation.outcome] += 1;
      if (operation.origin !== 'planned') {
        counts[operation.origin] += 1;
        continue;
      }
      counts.planned += 1;
      offered += within(operation.intendedUs);
      achieved += within(operation.sentUs);
    }
    for (const skip of skips) {
      if (skip.origin !== 'planned') continue;
      counts.planned += 1;
      counts.skipped += 1;
      offered += within(skip.intendedUs);
    }
  }
  return { ...counts, offeredPerSecond: offered / seconds, achievedPerSecond: achieved / seconds };
}

/**
 * Of what is offered on the plateau, what nobody was left to send: the journey had ended before, by a lost session or a
 * refusal. What a design loses is no want of speed.
 */
export function skippedPerSecond(trials: readonly TrialRecord[]): number {
  let skipped = 0;
  let seconds = 0;
  for (const { skips, header } of trials) {
    const [fromUs, toUs] = plateauUs(header);
    seconds += (toUs - fromUs) / 1e6;
    for (const { origin, reason, intendedUs } of skips)
      if (origin === 'planned' && reason !== 'cut-off' && intendedUs >= fromUs && intendedUs < toUs) skipped += 1;
  }
  return skipped / seconds;
}

function plateauUs({ loadStartUs, scenario: { load } }: TrialHeader): readonly [number, number] {
  const fromMs = longestJourneyMs(load);
  const toMs = lastArrivalMs(load);
  const [from, to] = toMs - fromMs >= LEAST_PLATEAU_MS ? [fromMs, toMs] : [0, load.durationMs];
  return [loadStartUs + from * 1000, loadStartUs + to * 1000];
}

/** What the faults of a shared store must cost, by what it keeps on its disk: theory beside measurement. */
import type { EventRecord } from '../history/records.js';
import { SHARED_STORE } from '../scenario/stores.js';
import type { ClassifiedBirth } from './classify.js';
import { exactly } from './expected.js';
import type { Prediction } from './judgement.js';
import { isAtRisk } from './risk.js';
import type { TrialIndex } from './trial-index.js';

/** Redis, as it ships, takes no snapshot of anything younger, however much was written. */
const FIRST_SNAPSHOT_US = 60_000_000;

/**
 * Exact where they are truths: what is frozen forgets nothing; what keeps nothing loses all; what would keep snapshots
 * and had no time to take one loses all, when it starts again. Of an append-only file there is none: it loses nothing
 * unless the disk was slow at the moment of the kill.
 */
export function storePredictions(index: TrialIndex, births: readonly ClassifiedBirth[]): Prediction[] {
  return index.trial.events
    .filter(({ subject, by }) => subject === SHARED_STORE && by === 'script')
    .flatMap((event) => {
      if (event.what === 'store-paused') return [frozen(event, births)];
      if (event.what === 'store-killed' && event.loses.length > 0) {
        return [emptied(event, event, startAfter(index, event), births, 'Redis was killed and kept nothing')];
      }
      const kill = event.what === 'store-started' ? killBefore(index, event) : null;
      return kill !== null && hadNoTimeForASnapshot(index, kill)
        ? [emptied(event, kill, event, births, 'Redis was killed before its first snapshot, and came back empty')]
        : [];
    });
}

function frozen(event: EventRecord, births: readonly ClassifiedBirth[]): Prediction {
  const atRisk = births.filter((birth) => isAtRisk(birth, event));
  const vanished = atRisk.filter(({ base }) => base?.class === 'destroyed' && base.event === null);
  const basis = 'a frozen Redis forgets nothing';
  const head = { event: event.id, title: 'redis frozen', metric: 'destroyed' as const, basis };
  return exactly(head, vanished.length, atRisk.length, 0);
}

/**
 * Nothing of what the store held comes back; what was created in its successor was not in it. A birth with an operation
 * under way from before the kill until after the restart is on neither side: a tutorial's save then writes it anew.
 *
 * @param loss the event that takes them
 * @param kill since when nothing more was written
 * @param start of the successor; null where there is none
 */
function emptied(
  loss: EventRecord,
  kill: EventRecord,
  start: EventRecord | null,
  births: readonly ClassifiedBirth[],
  basis: string,
): Prediction {
  const backUs = start?.fromUs ?? Number.POSITIVE_INFINITY;
  const told = births.filter(
    ({ birth }) =>
      birth.createdUs < backUs &&
      ![...birth.carried, ...birth.answers].some((op) => op.sentUs < kill.toUs && op.doneUs > backUs),
  );
  const held = told.filter((birth) => isAtRisk(birth, loss, true));
  const destroyed = told.filter(({ base }) => base?.class === 'destroyed' && base.event === loss.id);
  const title = loss === kill ? 'redis killed' : 'redis restarted';
  return exactly({ event: loss.id, title, metric: 'destroyed', basis }, destroyed.length, held.length, held.length);
}

function startAfter({ trial }: TrialIndex, kill: EventRecord): EventRecord | null {
  return trial.events.find(({ what, fromUs }) => what === 'store-started' && fromUs >= kill.toUs) ?? null;
}

function killBefore({ trial }: TrialIndex, start: EventRecord): EventRecord | null {
  return trial.events.findLast(({ what, toUs }) => what === 'store-killed' && toUs <= start.fromUs) ?? null;
}

/** Counted from the first start of all: a later one may have read what an earlier one left. */
function hadNoTimeForASnapshot({ trial }: TrialIndex, kill: EventRecord): boolean {
  const first = trial.events.find(({ what }) => what === 'store-started');
  if (trial.header.scenario.cluster.persistence !== 'rdb' || first === undefined) return false;
  return kill.toUs - first.fromUs < FIRST_SNAPSHOT_US;
}

/** What the faults of a shared store must cost, by what it keeps on its disk: theory beside measurement. */
import type { EventRecord } from '../history/records.js';
import { SHARED_STORE } from '../scenario/stores.js';
import type { ClassifiedBirth } from './classify.js';
import { exactly } from './expected.js';
import type { Prediction } from './judgement.js';
import { isAtRisk } from './risk.js';
import { isTotal, type TrialIndex } from './trial-index.js';

/** Redis, as it ships, takes no snapshot of anything younger, however much was written. */
const FIRST_SNAPSHOT_US = 60_000_000;

/**
 * Exact where they are truths: what is frozen forgets nothing; what keeps nothing loses all; what would keep snapshots
 * and had no time to take one loses all, and the next start shows it. Of an append-only file there is none: it loses nothing
 * unless the disk was slow at the moment of the kill.
 */
export function storePredictions(index: TrialIndex, births: readonly ClassifiedBirth[]): Prediction[] {
  return index.trial.events
    .filter(({ subject, by }) => subject === SHARED_STORE && by === 'script')
    .flatMap((event) => {
      if (event.what === 'store-paused') return [frozen(event, births)];
      if (event.what !== 'store-killed' || event.loses.length === 0) return [];
      const start = startAfter(index, event);
      if (isTotal(index, event)) return [emptied(event, start, births, 'Redis was killed and kept nothing')];
      return start !== null && hadNoTimeForASnapshot(index, event)
        ? [emptied(event, start, births, 'Redis was killed before its first snapshot, and came back empty')]
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
 * @param kill takes them, and nothing more is written
 * @param start of the successor; null where there is none
 */
function emptied(
  kill: EventRecord,
  start: EventRecord | null,
  births: readonly ClassifiedBirth[],
  basis: string,
): Prediction {
  const backUs = start?.fromUs ?? Number.POSITIVE_INFINITY;
  const old = births.filter(({ birth }) => birth.createdUs < backUs);
  const told = old.filter(
    ({ birth }) => ![...birth.carried, ...birth.answers].some((op) => op.sentUs < kill.toUs && op.doneUs > backUs),
  );
  const held = told.filter((birth) => isAtRisk(birth, kill, true));
  const isDestroyed = ({ base }: ClassifiedBirth) => base?.class === 'destroyed' && base.event === kill.id;
  const destroyed = told.filter(isDestroyed).length;
  const underWay = old.filter(isDestroyed).length - destroyed;
  const head = { event: kill.id, title: 'redis killed', metric: 'destroyed' as const, basis };
  const prediction = exactly(head, destroyed, held.length, held.length);
  return underWay === 0 ? prediction : { ...prediction, underWay };
}

function startAfter({ trial }: TrialIndex, kill: EventRecord): EventRecord | null {
  return trial.events.find(({ what, fromUs }) => what === 'store-started' && fromUs >= kill.toUs) ?? null;
}

/** Counted from the first start of all: a later one may have read what an earlier one left. */
function hadNoTimeForASnapshot({ trial }: TrialIndex, kill: EventRecord): boolean {
  const first = trial.events.find(({ what }) => what === 'store-started');
  if (trial.header.scenario.cluster.persistence !== 'rdb' || first === undefined) return false;
  return kill.toUs - first.fromUs < FIRST_SNAPSHOT_US;
}

/**
 * What lives on although it should not: a session that is found after its log-out was acknowledged, after its time was
 * surely over, or under a key that it was moved away from. Counted beside the classes, since the shopper was served well:
 * it is whoever comes after them that was not.
 */
import type { OperationRecord } from '../history/records.js';
import type { Birth } from './births.js';
import { sureExpiry } from './expiry.js';
import { storeEventWithin, type TrialIndex } from './trial-index.js';

export interface Afterlife {
  /** Its log-out was acknowledged, and an operation sent later, or the dump, found it. */
  readonly revived: boolean;
  /** Its idle or its absolute time was surely over, and an operation sent later, or the dump, found it. */
  readonly overstayed: boolean;
  /** A dump of one store has it under several keys: one that it was moved away from is still good. */
  readonly doubled: boolean;
}

export function afterlifeOf(index: TrialIndex, birth: Birth): Afterlife {
  return {
    revived: isRevived(index, birth),
    overstayed: foundLater(birth, sureExpiry(index, birth)),
    doubled: birth.doubles.length > 0,
  };
}

/**
 * Whether an answer to its own shopper (as of its send) or a dump found it at a moment of which the test holds. What a
 * stranger gets is a leak, and can come from a cache that knows nothing of the store.
 */
function foundLater(birth: Birth, test: (t: number, op: OperationRecord | null) => boolean): boolean {
  return (
    birth.answers.some((op) => op.shopper === birth.shopper && test(op.sentUs, op)) ||
    birth.sightings.some(({ t }) => test(t, null))
  );
}

/** An event that set the store back may have undone the log-out: then the store has revived nobody. */
function isRevived(index: TrialIndex, birth: Birth): boolean {
  const logOut = acknowledgedLogOut(birth);
  if (logOut === null) return false;
  return foundLater(
    birth,
    (t, op) => t >= logOut.doneUs && storeEventWithin(index, logOut.sentUs, op?.doneUs ?? t) === undefined,
  );
}

/** First log-out whose answer says that it ended this very birth. */
function acknowledgedLogOut(birth: Birth): OperationRecord | null {
  const own = birth.answers.filter((op) => op.step === 'signOut' && op.shopper === birth.shopper);
  return own.find((op) => op.outcome === 'ok') ?? null;
}

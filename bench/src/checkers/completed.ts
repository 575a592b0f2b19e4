/** Completed: the receipt was acknowledged, or the shopper sent a log-out that was not refused. */
import type { OperationRecord } from '../history/records.js';
import type { Birth } from './births.js';

/** First answer that acknowledges the receipt; null for none. */
export function receiptOf(birth: Birth): OperationRecord | null {
  return birth.answers.find((op) => op.receipt && op.origin !== 'final' && op.shopper === birth.shopper) ?? null;
}

/** First log-out that was not refused. It counts from its send: from then on the shopper expects no session. */
export function logOutOf(birth: Birth): OperationRecord | null {
  return firstLogOut(birth.answers, birth.shopper, firstLogOut(birth.carried, birth.shopper, null));
}

function firstLogOut(
  operations: readonly OperationRecord[],
  shopper: number,
  before: OperationRecord | null,
): OperationRecord | null {
  let first = before;
  for (const op of operations) {
    if (op.step !== 'signOut' || op.outcome === 'fail' || op.shopper !== shopper) continue;
    if (first === null || op.sentUs < first.sentUs) first = op;
  }
  return first;
}

/** Whether a log-out can be what removed the session: not where it was answered without it. */
export function mayHaveEnded(birth: Birth, logOut: OperationRecord): boolean {
  return !logOut.speaks || logOut.birth === birth.birth;
}

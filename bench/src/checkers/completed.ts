/** Completed: the receipt was acknowledged, or the shopper sent a log-out that was not refused. */
import type { OperationRecord } from '../history/records.js';
import type { Birth } from './births.js';

/** First answer that acknowledges the receipt; null for none. */
export function receiptOf(birth: Birth): OperationRecord | null {
  return birth.answers.find((op) => op.receipt && op.origin !== 'final' && op.shopper === birth.shopper) ?? null;
}

/** First log-out that was not refused. It counts from its send: from then on the shopper expects no session. */
export function logOutOf(birth: Birth): OperationRecord | null {
  const sent = [...birth.carried, ...birth.answers].filter(
    (op) => op.step === 'signOut' && op.outcome !== 'fail' && op.shopper === birth.shopper,
  );
  return sent.reduce<OperationRecord | null>(
    (first, op) => (first === null || op.sentUs < first.sentUs ? op : first),
    null,
  );
}

/** Whether a log-out can be what removed the session: not where it was answered without it. */
export function mayHaveEnded(birth: Birth, logOut: OperationRecord): boolean {
  return !logOut.speaks || logOut.birth === birth.birth;
}

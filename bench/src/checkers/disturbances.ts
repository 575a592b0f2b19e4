/** What can leave a request without an answer, or with one that no handler gave: nothing else explains such a request. */
import type { EventRecord, OperationRecord } from '../history/records.js';
import { SHARED_STORE } from '../scenario/stores.js';

/** Something starts, comes back or is let in: no request suffers. */
const HARMLESS: ReadonlySet<EventRecord['what']> = new Set([
  'node-started',
  'node-resumed',
  'server-enabled',
  'server-up',
  'balancer-resumed',
  'store-resumed',
  'store-started',
]);

/** The first thing that went wrong had begun when the operation ended. */
export function isDisturbed(events: readonly EventRecord[], op: OperationRecord): boolean {
  return events.some((event) => !HARMLESS.has(event.what) && event.fromUs <= op.doneUs);
}

/** The node that answered was stopping, or the store was away: a node then refuses without looking anything up. */
export function mayRefuse(events: readonly EventRecord[], op: OperationRecord): boolean {
  return events.some(
    ({ what, subject, fromUs }) =>
      fromUs <= op.doneUs &&
      ((what === 'node-stopping' && subject === op.node) || (subject === SHARED_STORE && !HARMLESS.has(what))),
  );
}

/** No answer came, though something may have been sent: whether it arrived anywhere, the sender cannot tell. */
export function isUnanswered(op: OperationRecord): boolean {
  return op.status === null && !neverLeft(op);
}

/** No byte of it was sent: the connection was refused, or not made in time. */
export function neverLeft(op: OperationRecord): boolean {
  return op.error === 'refused' || op.error === 'unconnected';
}

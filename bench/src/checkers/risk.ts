/** Births at risk at an event: those that it can take from a person. */
import type { EventRecord } from '../history/records.js';
import type { ClassifiedBirth } from './classify.js';
import type { TrialIndex } from './trial-index.js';

/** Interval of an event, t⁻ to t⁺. */
export interface Interval {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * Has a known write sent before t⁺ (acknowledged at any time), no acknowledged receipt or log-out, not expired, not
 * already lost or orphaned. A birth of which the record cannot say is not at risk: it is `unknown`.
 *
 * @param ends the event ends the birth's own store: then a receipt completes it whenever it arrived, since it was given
 *   before
 */
export function isAtRisk(
  { birth, base, expiry, receipt, logOut }: ClassifiedBirth,
  event: Interval,
  ends = false,
): boolean {
  if (base === null || base.class === 'unknown' || birth.firstKnownSentUs >= event.toUs) return false;
  if (receipt !== null && (ends || receipt.doneUs < event.fromUs)) return false;
  if (logOut !== null && logOut.sentUs < event.fromUs) return false;
  if (base.class === 'expired' && expiry.earliestUs < event.fromUs) return false;
  const over = base.class === 'destroyed' || base.class === 'misrouted' || base.class === 'orphaned';
  return !(over && base.atUs !== null && base.atUs < event.fromUs);
}

/** Events of the script that can take sessions, at once or when they end (heal, return of a node). */
export function riskyEvents(index: TrialIndex): Interval[] {
  return index.trial.events.filter(
    ({ by, what, loses }) => by === 'script' && !(STARTS.has(what) && loses.length === 0),
  );
}

/** What starts takes nothing; in older histories, a store that reads an old file does. */
const STARTS: ReadonlySet<EventRecord['what']> = new Set(['node-started', 'store-started']);

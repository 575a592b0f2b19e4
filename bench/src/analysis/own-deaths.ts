/** Processes of the cluster that ended although nobody had asked them to. Pure. */
import type { EventName, EventRecord } from '../history/records.js';

const DEATHS: ReadonlySet<EventName> = new Set(['node-exited', 'store-killed', 'balancer-exited', 'payments-exited']);

export function ownDeaths(events: readonly EventRecord[]): EventRecord[] {
  return events.filter(({ by, what }) => by === 'lab' && DEATHS.has(what));
}

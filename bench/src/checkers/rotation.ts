/** Which servers the balancer had in rotation, by the events of a trial. */
import type { EventRecord } from '../history/records.js';
import { serverOf, type TrialIndex } from './trial-index.js';

/**
 * Changes of routing that did change the rotation: a server that was enabled may be reported once more when its first
 * health check passes.
 *
 * @param events in order
 * @param nodes in rotation at the start: `node-1` and on
 */
export function effectiveReroutes(events: readonly EventRecord[], nodes: number): EventRecord[] {
  const rotation = initialRotation(nodes);
  return events.filter((event) => event.reroutes && turn(rotation, event));
}

/**
 * @param t monotonic microseconds
 * @param beforeEvent id of an event to stop before, where several share the microsecond
 */
export function nodesAt(index: TrialIndex, t: number, beforeEvent: number | null = null): number {
  const rotation = initialRotation(index.trial.header.scenario.cluster.nodes);
  for (const event of index.reroutes) {
    if (event.fromUs > t || event.id === beforeEvent) break;
    turn(rotation, event);
  }
  return rotation.size;
}

function initialRotation(nodes: number): Set<string> {
  return new Set(Array.from({ length: nodes }, (_, i) => `node-${i + 1}`));
}

/** Applies the event; false when the rotation stays as it was. */
function turn(rotation: Set<string>, event: EventRecord): boolean {
  const server = serverOf(event.subject);
  if (event.what === 'server-down') return rotation.delete(server);
  if (event.what !== 'server-enabled' && event.what !== 'server-up') return true;
  if (rotation.has(server)) return false;
  rotation.add(server);
  return true;
}

/** How many nodes the balancer had in rotation. */
import type { TrialIndex } from './trial-index.js';

const STEP = { 'server-enabled': 1, 'server-up': 1, 'server-down': -1 } as const;

/**
 * @param t monotonic microseconds
 * @param beforeEvent id of an event to stop before, where several share the microsecond
 */
export function nodesAt(index: TrialIndex, t: number, beforeEvent: number | null = null): number {
  let nodes = index.trial.header.scenario.cluster.nodes;
  for (const event of index.reroutes) {
    if (event.fromUs > t || event.id === beforeEvent) break;
    if (event.what in STEP) nodes += STEP[event.what as keyof typeof STEP];
  }
  return nodes;
}

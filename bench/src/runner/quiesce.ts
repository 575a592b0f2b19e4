/**
 * Waits until nothing is under way any more: no node has a request in flight, and the deadline of a store command has
 * passed since everything frozen was resumed, so that nothing can still arrive at the store.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedCluster } from '../cluster/cluster.js';

const POLL_MS = 20;
/** Nothing that the lab measures lasts longer once the load has ended. */
const DEADLINE_MS = 10_000;

/** Call it right after the heal. @returns false when something was still in flight at the deadline */
export async function quiesce(cluster: StartedCluster, nowUs: () => number): Promise<boolean> {
  const startUs = nowUs();
  const settledUs = startUs + cluster.commandTimeoutMs * 1000;
  for (;;) {
    const stats = Object.values(await cluster.stats());
    const now = nowUs();
    if (now >= settledUs && stats.every(({ inFlight }) => inFlight === 0)) return true;
    if (now - startUs > DEADLINE_MS * 1000) return false;
    await sleep(POLL_MS);
  }
}

/**
 * Waits until nothing is under way any more: neither a node nor the payment gateway has a request in flight, and the deadline of a store command has
 * passed since everything frozen was resumed, so that nothing can still arrive at the store.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedCluster } from '../cluster/cluster.js';

const POLL_MS = 20;
/** Deadlines are timers, and the store's own comes a little after the command's. */
const TIMER_SLACK_MS = 100;
/** Nothing that the lab measures lasts longer once the load has ended. */
const DEADLINE_MS = 10_000;

/**
 * Call it right after the heal.
 *
 * @returns false when something was still in flight at the deadline; null where nobody can be asked
 */
export async function quiesce(cluster: StartedCluster, nowUs: () => number): Promise<boolean | null> {
  const startUs = nowUs();
  const settledUs = startUs + (cluster.commandTimeoutMs + TIMER_SLACK_MS) * 1000;
  for (;;) {
    const inFlight = await cluster.inFlight();
    const now = nowUs();
    if (now >= settledUs && inFlight === 0) return true;
    if (now >= settledUs && inFlight === 'unseen') return null;
    if (now - startUs > DEADLINE_MS * 1000) return false;
    await sleep(POLL_MS);
  }
}

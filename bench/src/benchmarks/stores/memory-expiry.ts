/**
 * What a node's memory does when a crowd's time is over and nobody asks for it any more. The heap is read by a probe
 * that does not touch the store; only when it is given back, or long overdue, the store is asked how many sessions live,
 * so that the question cannot be what let them go.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { CrowdedNode, ofItems } from '@session-lab/checkout/rigs';

type StatefulStore = 'memory' | 'memory-naive';

export interface ExpiryFigures {
  readonly store: StatefulStore;
  readonly sessions: number;
  /** Asked when all had come. Fewer than `sessions` says that the machine was too slow for the time-to-live. */
  readonly liveWhenFull: number | null;
  /** Asked after the last reading of the heap. MemoryStore counts what it holds, reachable or not. */
  readonly liveAfter: number | null;
  /** With the few in it who came first. */
  readonly heapBeforeBytes: number;
  readonly heapFullBytes: number;
  readonly heapAfterBytes: number;
  /** Share of what the crowd had added that is still in use; 0 or less when all is back. */
  readonly heldShare: number;
}

const STATEFUL = createRequire(import.meta.url).resolve('@session-lab/stateful/main');
const LOOK_EVERY_MS = 500;
/** After everybody's time is over; the store looks twice a second. */
const OVERDUE_MS = 3000;
/** So little may be left for the heap to count as given back: what is needed once, and chance. */
export const GIVEN_BACK = 0.05;
/** They come before the heap is read first: what a node needs once is nobody's weight. */
const FIRST_PEOPLE = 2000;

/** Long enough for the whole crowd to come before the first has to leave. */
const ttlMsOf = (sessions: number): number => 4000 + sessions * 1.25;

/**
 * Both nodes at the same time: what one does changes nothing in the other's heap.
 *
 * @throws whatever the signal was aborted with; Error when a node fails
 */
export async function watchExpiry(
  sessions: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly ours: ExpiryFigures; readonly naive: ExpiryFigures }> {
  const ttlMs = ttlMsOf(sessions);
  const watch = async (store: StatefulStore): Promise<ExpiryFigures> => {
    // MemoryStore knows no idle time: the cookie's `maxAge` is the only end that a session of it has.
    const times = { LAB_IDLE_TTL_MS: `${ttlMs}`, LAB_ABSOLUTE_TTL_MS: `${ttlMs}` };
    await using node = await CrowdedNode.start(STATEFUL, store, { NODE_ENV: 'production', ...times });
    return await expiryIn(node, store, sessions, ttlMs, signal);
  };
  const [ours, naive] = await Promise.all([watch('memory'), watch('memory-naive')]);
  return { ours, naive };
}

async function expiryIn(
  node: CrowdedNode,
  store: StatefulStore,
  sessions: number,
  ttlMs: number,
  signal: AbortSignal | undefined,
): Promise<ExpiryFigures> {
  const first = Math.min(FIRST_PEOPLE, Math.round(sessions / 2));
  await node.crowd(first, ofItems(1), signal);
  const heapBeforeBytes = await node.heapUsed();
  await node.crowd(sessions - first, ofItems(1), signal);
  const overAtMs = performance.now() + ttlMs;
  const heapFullBytes = await node.heapUsed();
  const liveWhenFull = (await node.stats()).sessions;
  let heapAfterBytes = heapFullBytes;
  const heldShare = (): number => (heapAfterBytes - heapBeforeBytes) / (heapFullBytes - heapBeforeBytes);
  const isOver = (lateMs: number): boolean => performance.now() > overAtMs + lateMs;
  while (!isOver(LOOK_EVERY_MS) || (heldShare() > GIVEN_BACK && !isOver(OVERDUE_MS))) {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
    heapAfterBytes = await node.heapUsed();
  }
  const liveAfter = (await node.stats()).sessions;
  const heaps = { heapBeforeBytes, heapFullBytes, heapAfterBytes, heldShare: heldShare() };
  return { store, sessions, liveWhenFull, liveAfter, ...heaps };
}

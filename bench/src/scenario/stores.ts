/** Where the sessions of each store live: what decides which death takes them, and whose list of sessions is a dump. Pure. */
import type { Design, StoreKind } from './scenario.js';

/**
 * `node`: in the memory of one node, and die with it. `shared`: in one place that every node reaches. `jar`: in the
 * shopper's own cookie; no server holds anything. `elsewhere`: in a cluster that the lab did not start; nobody knows where, and
 * nobody can list them.
 */
export type Place = 'node' | 'shared' | 'jar' | 'elsewhere';

const PLACES: Readonly<Record<StoreKind | 'external', Place>> = {
  memory: 'node',
  'memory-naive': 'node',
  redis: 'shared',
  'redis-blob': 'shared',
  sealed: 'jar',
  external: 'elsewhere',
};

/** Name of the one shared store in events and dumps, whatever keeps the sessions in it. */
export const SHARED_STORE = 'redis';
/** Name of the dump of all jars. */
export const JARS = 'jars';
/** Name of whatever keeps the sessions of an external cluster. */
export const ELSEWHERE = 'external';

/**
 * Stores that promise to end a session when it is over: one that lives on is then a fault of theirs. The others are what
 * people use today, and are measured as they are.
 */
const PROMISING: ReadonlySet<Design['store']> = new Set(['memory', 'redis']);

export function promisesToEnd({ store }: Pick<Design, 'store'>): boolean {
  return PROMISING.has(store);
}

export function placeOf({ store }: Pick<Design, 'store'>): Place {
  return PLACES[store];
}

/** The rungs of the ladder: what each adds to the one that it stands on. Pure. */

export interface Rung {
  /** What a reader sees in the table. */
  readonly words: string;
  readonly layer: 'none' | 'cookie' | 'stock' | 'lean' | 'ours';
  /** Where the sessions are; null for a rung without sessions. */
  readonly place: 'memory' | 'redis' | null;
  /** What every request does. */
  readonly does: 'answers' | 'reads' | 'writes';
}

/** From the bare handler up; the first one is what the others are held against. */
export const RUNGS = {
  bare: { words: 'a handler, no session', layer: 'none', place: null, does: 'answers' },
  cookie: { words: '+ @fastify/cookie', layer: 'cookie', place: null, does: 'answers' },
  stockMemoryRead: { words: 'stock session, MemoryStore, read', layer: 'stock', place: 'memory', does: 'reads' },
  stockMemoryWrite: { words: 'stock session, MemoryStore, write', layer: 'stock', place: 'memory', does: 'writes' },
  leanMemoryRead: { words: 'not rolling, MemoryStore, read', layer: 'lean', place: 'memory', does: 'reads' },
  oursMemoryRead: { words: 'our layer, memory, read', layer: 'ours', place: 'memory', does: 'reads' },
  oursMemoryWrite: { words: 'our layer, memory, write', layer: 'ours', place: 'memory', does: 'writes' },
  stockRedisRead: { words: 'stock session, connect-redis, read', layer: 'stock', place: 'redis', does: 'reads' },
  stockRedisWrite: { words: 'stock session, connect-redis, write', layer: 'stock', place: 'redis', does: 'writes' },
  oursRedisRead: { words: 'our layer, Redis, read', layer: 'ours', place: 'redis', does: 'reads' },
  oursRedisWrite: { words: 'our layer, Redis, write', layer: 'ours', place: 'redis', does: 'writes' },
} as const satisfies Record<string, Rung>;

export type RungName = keyof typeof RUNGS;
export const RUNG_NAMES = Object.keys(RUNGS) as RungName[];
export const BASE: RungName = 'bare';

export const isRungName = (name: string): name is RungName => Object.hasOwn(RUNGS, name);

/** Name of the environment variable that tells a server which rung it is. */
export const RUNG_VARIABLE = 'LADDER_RUNG';
/** Name of the variable with the Redis of the rungs that need one. */
export const REDIS_VARIABLE = 'LADDER_REDIS';

/** What the parent asks over the channel: how much was done, how much the processor worked for it. */
export const ASK_WORK = 'work';
export interface Work {
  /** Requests that found what they had to find, all sessions' starts apart. */
  readonly requests: number;
  /** User and system time of the process, microseconds. */
  readonly cpuUs: number;
}

/** Paths of a server. `start` gives a session and its cookie. */
export const START_PATH = '/start';
export const REQUEST_PATH = '/request';
export const ACCOUNT = 'shopper-4711';

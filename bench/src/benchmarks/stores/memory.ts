/**
 * What a session weighs, wherever it lives. Real nodes are filled by people who walk through the checkout over HTTP, so
 * that whatever the session plug-in retains in real life is retained here: its MemoryStore keeps each session's last
 * request alive, ours a text. Each design has a fresh process; a session's weight is the slope between two counts, so
 * that code, connections and an empty store cancel. In a node it is heap in use after a collection, in Redis its own
 * `used_memory`, and sealed it is the cookie.
 *
 * Then what becomes of it when their time is over: memory-expiry.ts.
 *
 * All people share 32 connections. Where each has a connection of its own, MemoryStore retains those, too: what is seen
 * here is the least that it costs.
 */
import { createRequire } from 'node:module';
import { SESSION_COOKIE } from '@session-lab/checkout/protocol';
import { CrowdedNode, ofItems } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { MAX_COOKIE_BYTES } from '../../load/jar.js';
import { type ExpiryFigures, watchExpiry } from './memory-expiry.js';

export interface MemoryOptions {
  readonly quick: boolean;
  /** A Redis that serves the benchmark alone. */
  readonly redisUrl: string;
  readonly signal?: AbortSignal | undefined;
  /** Others than those of a quick or a whole measurement. */
  readonly crowds?: Partial<MemoryCrowds> | undefined;
}

/** How many sessions are weighed. */
export interface MemoryCrowds {
  /** Of {@link CROWD_ITEMS} items, in our memory store and in MemoryStore. */
  readonly large: number;
  /** Items a session → sessions of that size, in every store. */
  readonly bySize: Readonly<Record<number, number>>;
  /** Past their time-to-live; a multiple of four. */
  readonly expiring: number;
  /** They come before anything is weighed, of the large crowd's kind. */
  readonly first: number;
}

const WHOLE: MemoryCrowds = { large: 100_000, bySize: { 1: 10_000, 10: 2000, 50: 400 }, expiring: 50_000, first: 1500 };
const QUICK: MemoryCrowds = { large: 10_000, bySize: { 1: 2000, 10: 500 }, expiring: 10_000, first: 1500 };

/** Somebody who opened, signed in and chose a plan. */
export const CROWD_ITEMS = 3;

export type WeighedStore = 'memory' | 'memory-naive' | 'redis' | 'redis-blob' | 'sealed';

export interface WeightFigures {
  readonly store: WeighedStore;
  readonly items: number;
  readonly sessions: number;
  /** Of heap, of Redis's memory, or of the cookie (name and value, the greatest one). */
  readonly bytesPerSession: number;
}

export interface MemoryFigures {
  readonly large: { readonly ours: WeightFigures; readonly naive: WeightFigures; readonly ratio: number };
  readonly bySize: readonly WeightFigures[];
  readonly expiry: { readonly ours: ExpiryFigures; readonly naive: ExpiryFigures };
  /** Greatest cookie that browsers store, name and value. */
  readonly cookieLimitBytes: number;
}

/** @throws whatever the signal was aborted with; Error when a node or Redis fails */
export async function measureMemory(options: MemoryOptions): Promise<MemoryFigures> {
  const { quick, redisUrl, signal } = options;
  const crowds = { ...(quick ? QUICK : WHOLE), ...options.crowds };
  const ours = await weighInNode('memory', crowds, signal);
  const naive = await weighInNode('memory-naive', crowds, signal);
  const redis = await weighInRedis('redis', crowds, redisUrl, signal);
  const blob = await weighInRedis('redis-blob', crowds, redisUrl, signal);
  const sealed = await weighCookies(crowds, signal);
  return {
    large: {
      ours: ours.large,
      naive: naive.large,
      ratio: ours.large.bytesPerSession / naive.large.bytesPerSession,
    },
    bySize: [...ours.bySize, ...naive.bySize, ...redis, ...blob, ...sealed],
    expiry: await watchExpiry(crowds.expiring, signal),
    cookieLimitBytes: MAX_COOKIE_BYTES,
  };
}

const require = createRequire(import.meta.url);
const STATEFUL = require.resolve('@session-lab/stateful/main');
const STATELESS = require.resolve('@session-lab/stateless/main');
const PRODUCTION = { NODE_ENV: 'production' };

type Signal = AbortSignal | undefined;

async function weighInNode(
  store: 'memory' | 'memory-naive',
  crowds: MemoryCrowds,
  signal: Signal,
): Promise<{ readonly large: WeightFigures; readonly bySize: readonly WeightFigures[] }> {
  await using node = await CrowdedNode.start(STATEFUL, store, PRODUCTION);
  const heap = (): Promise<number> => node.heapUsed();
  const bySize = await weighSizes(node, store, crowds, heap, signal);
  const bytesPerSession = await node.weigh(crowds.large, ofItems(CROWD_ITEMS), heap, signal);
  return { large: { store, items: CROWD_ITEMS, sessions: crowds.large, bytesPerSession }, bySize };
}

async function weighInRedis(
  store: 'redis' | 'redis-blob',
  crowds: MemoryCrowds,
  redisUrl: string,
  signal: Signal,
): Promise<readonly WeightFigures[]> {
  await using node = await CrowdedNode.start(STATELESS, store, { ...PRODUCTION, LAB_REDIS: redisUrl });
  const redis = new Redis(redisUrl);
  try {
    await redis.flushall();
    return await weighSizes(node, store, crowds, () => usedMemory(redis), signal);
  } finally {
    await redis.flushall();
    redis.disconnect();
  }
}

async function usedMemory(redis: Redis): Promise<number> {
  const used = /^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1];
  if (used === undefined) throw new Error('INFO memory lacks used_memory');
  return Number(used);
}

async function weighSizes(
  node: CrowdedNode,
  store: WeighedStore,
  { bySize, first }: MemoryCrowds,
  gauge: () => Promise<number>,
  signal: Signal,
): Promise<readonly WeightFigures[]> {
  await node.crowd(first, ofItems(CROWD_ITEMS), signal);
  const weights: WeightFigures[] = [];
  for (const [items, sessions] of Object.entries(bySize)) {
    const bytesPerSession = await node.weigh(sessions, ofItems(Number(items)), gauge, signal);
    weights.push({ store, items: Number(items), sessions, bytesPerSession });
  }
  return weights;
}

/** One person a size is enough: a cookie's length is that of what it seals. */
async function weighCookies({ bySize }: MemoryCrowds, signal: Signal): Promise<readonly WeightFigures[]> {
  await using node = await CrowdedNode.start(STATELESS, 'sealed', PRODUCTION);
  const weights: WeightFigures[] = [];
  for (const items of Object.keys(bySize).map(Number)) {
    const cookies = await node.crowd(1, ofItems(items), signal);
    const lengths = cookies.map((cookie) => Buffer.byteLength(SESSION_COOKIE + cookie));
    weights.push({ store: 'sealed', items, sessions: 1, bytesPerSession: Math.max(...lengths) });
  }
  return weights;
}

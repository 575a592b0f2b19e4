/** A failover that keeps the connection: the Redis of a store becomes a replica, and the store finds the master by itself. */
import { StoreRefused } from '@session-lab/checkout';
import { RedisRelay, StartedRedis } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openRedisStore } from './redis-layer.js';
import type { RedisStore } from './redis-store.js';

const PEOPLE = 150;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function openStore(redisUrl: string): Promise<{ store: RedisStore; log: string[] }> {
  const log: string[] = [];
  const store = await openRedisStore({
    secret: 'x'.repeat(32),
    idleTtlMs: 600_000,
    absoluteTtlMs: null,
    redisUrl,
    commandTimeoutMs: 5000,
    warn: (message) => log.push(message),
  });
  return { store, log };
}

/** @returns names of the errors that were met */
async function untilWritten(store: RedisStore): Promise<Set<string>> {
  const met = new Set<string>();
  for (;;) {
    try {
      await store.create('newcomer', { birth: 'b' });
      return met;
    } catch (error) {
      met.add((error as Error).name);
      await nextTurn();
    }
  }
}

const outcomes = (store: RedisStore): Promise<string[]> =>
  Promise.all(
    Array.from({ length: PEOPLE }, (_, n) =>
      store.update('k', { [`item:${n}`]: '1' }).then(
        () => 'written',
        (error: Error) => (error instanceof StoreRefused ? 'refused' : error.message),
      ),
    ),
  );

it.each(['another Redis answers', 'the same Redis is master again'] as const)(
  'writes on when its Redis became a replica, and then %s',
  async (how) => {
    await using first = await StartedRedis.start();
    await using second = await StartedRedis.start();
    await using relay = await RedisRelay.start(first.port);
    const [formerMaster, successor] = [new Redis(first.url), new Redis(second.url)];
    const { store, log } = await openStore(relay.url);
    try {
      await store.create('k', { birth: 'b' });
      await formerMaster.replicaof('127.0.0.1', second.port);
      // What was answered was refused, and nothing else: of what was not, nobody can tell.
      const told = await outcomes(store);
      expect(told).toContain('refused');
      expect(told).not.toContain('written');
      const attempts = relay.accepted;
      while (relay.accepted < attempts + 3) {
        expect(await outcomes(store)).not.toContain('written');
        await nextTurn();
      }
      expect(await successor.exists('s:newcomer')).toBe(0);
      if (how === 'another Redis answers') relay.redirect(second.port);
      else await formerMaster.replicaof('NO', 'ONE');
      expect(await untilWritten(store)).toEqual(new Set(['StoreRefused']));
      const master = how === 'another Redis answers' ? successor : formerMaster;
      expect(await master.exists('s:newcomer')).toBe(1);
      expect(log).toEqual([expect.stringMatching(/^Redis is away: READONLY/), 'Redis is back']);
    } finally {
      await store.close();
      formerMaster.disconnect();
      successor.disconnect();
    }
  },
);

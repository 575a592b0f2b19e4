/** The store of the blob baseline on a real redis-server: it is what connect-redis makes of it, and can be listed. */
import { StartedRedis } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BlobStore } from './blob-layer.js';

const IDLE_TTL_MS = 60_500;
let server: StartedRedis;
let redis: Redis;
let store: BlobStore;
beforeAll(async () => {
  server = await StartedRedis.start();
  redis = new Redis(server.url);
  store = new BlobStore(redis, IDLE_TTL_MS);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  await store.close();
  await server[Symbol.asyncDispose]();
});

const set = (key: string, session: object): Promise<void> =>
  new Promise((resolve, reject) => {
    store.sessions.set(key, session as never, (error?: unknown) => (error ? reject(error) : resolve()));
  });
async function listed(): Promise<Map<string, { data: object; ttlMs: number }>> {
  const found = new Map<string, { data: object; ttlMs: number }>();
  for await (const { key, data, ttlMs } of store.list()) {
    expect(found.has(key)).toBe(false);
    found.set(key, { data, ttlMs });
  }
  return found;
}

it('keeps a session as one text that expires in whole seconds', async () => {
  await set('k', { birth: 'b1', plan: 'basic' });
  expect(JSON.parse((await redis.get('sess:k')) as string)).toEqual({ birth: 'b1', plan: 'basic' });
  expect(await redis.ttl('sess:k')).toBe(61);
});

it('replaces the whole, whoever wrote meanwhile, and brings back what was ended: the baseline’s loss', async () => {
  await set('k', { birth: 'b1' });
  await Promise.all([set('k', { birth: 'b1', plan: 'basic' }), set('k', { birth: 'b1', card: '4242' })]);
  expect(JSON.parse((await redis.get('sess:k')) as string)).not.toHaveProperty('plan');
  await redis.del('sess:k');
  await set('k', { birth: 'b1' });
  expect(await redis.exists('sess:k')).toBe(1);
});

it('lists every session once, without touching any, and no hand-off code', async () => {
  await Promise.all(Array.from({ length: 3000 }, (_, n) => set(`k${n}`, { birth: `b${n}` })));
  expect(await store.keepCode('AAAAAA', 'k1')).toBe(true);
  await redis.pexpire('sess:k7', 10_000);
  const found = await listed();
  expect(found.size).toBe(3000);
  expect(found.get('k7')?.data).toEqual({ birth: 'b7' });
  expect(found.get('k7')?.ttlMs).toBeLessThanOrEqual(10_000);
  expect(await redis.pttl('sess:k7')).toBeLessThanOrEqual(10_000);
});

it('gives a code out once', async () => {
  expect(await store.keepCode('AAAAAA', 'k1')).toBe(true);
  expect(await store.keepCode('AAAAAA', 'k2')).toBe(false);
  expect(await store.takeCode('AAAAAA')).toBe('k1');
  expect(await store.takeCode('AAAAAA')).toBeNull();
});

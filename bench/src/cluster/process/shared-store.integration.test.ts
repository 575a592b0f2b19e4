/** The shared store of a real cluster is frozen, killed and started again. */
import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Persistence } from '../../scenario/scenario.js';
import type { StartedCluster } from '../cluster.js';
import { systemProcessTable } from '../registry/process-table.js';
import { Bench } from './cluster.fixture.js';

const table = systemProcessTable(process.platform);
let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

function start(persistence: Persistence): Promise<StartedCluster> {
  return bench.start(bench.plan('stateless', 'round-robin', { persistence }));
}

async function withRedis<Result>(
  { redisUrl }: StartedCluster,
  use: (redis: Redis) => Promise<Result>,
): Promise<Result> {
  const redis = new Redis(redisUrl ?? '');
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

const ofStore = () =>
  bench.events.flatMap(({ what, by, subject, loses }) =>
    subject === 'redis' ? [`${what} by ${by} loses ${loses}`] : [],
  );

describe('a store that is frozen', () => {
  it('stands still, keeps what it has, and goes on', async () => {
    await using cluster = await start('none');
    await withRedis(cluster, (redis) => redis.set('k', 'v'));
    await cluster.pauseStore();
    expect(table.state(cluster.pids()['redis'] ?? 0)).toBe('stopped');
    expect(await cluster.redisCounters()).toBeNull();
    await cluster.resumeStore();
    expect(await withRedis(cluster, (redis) => redis.get('k'))).toBe('v');
    expect(ofStore()).toEqual([
      'store-started by lab loses ',
      'store-paused by script loses ',
      'store-resumed by script loses ',
    ]);
  });

  it('is resumed by the heal, and ended while it is frozen', async () => {
    const cluster = await start('none');
    await cluster.pauseStore();
    await cluster.heal();
    expect(ofStore().at(-1)).toBe('store-resumed by lab loses ');
    await cluster.pauseStore();
    const pids = Object.values(cluster.pids());
    await cluster[Symbol.asyncDispose]();
    expect(pids.map((pid) => table.state(pid))).toEqual(pids.map(() => 'gone'));
    expect(existsSync(bench.registry)).toBe(false);
    expect(bench.failures).toEqual([]);
  });
});

describe('a store that is killed', () => {
  it.each([
    ['none', null],
    ['aof', 'v'],
    // Nothing is old enough for a snapshot.
    ['rdb', null],
  ] as const)('comes back on its port with what it kept: %s', async (persistence, kept) => {
    await using cluster = await start(persistence);
    await withRedis(cluster, (redis) => redis.set('k', 'v'));
    await cluster.killStore();
    expect(cluster.pids()['redis']).toBeUndefined();
    const [dump] = await cluster.dumps();
    expect(dump?.sessions).toEqual(persistence === 'none' ? [] : null);
    expect(dump?.reason === null).toBe(persistence === 'none');
    await cluster.restartStore();
    expect(await withRedis(cluster, (redis) => redis.get('k'))).toBe(kept);
    expect(ofStore().slice(1)).toEqual(['store-killed by script loses redis', 'store-started by script loses ']);
    // Its counters died with it.
    expect(await cluster.redisCounters()).toBeNull();
    await expect(cluster.restartStore()).rejects.toMatchObject({ code: 'LAB_USAGE' });
    expect(bench.failures).toEqual([]);
  });

  it('reads a snapshot, if it took one', async () => {
    await using cluster = await start('rdb');
    await withRedis(cluster, async (redis) => {
      expect(await redis.config('GET', 'save')).toEqual(['save', '3600 1 300 100 60 10000']);
      await redis.set('old', 'v');
      await redis.save();
      await redis.set('young', 'v');
    });
    await cluster.killStore();
    await cluster.restartStore();
    expect(await withRedis(cluster, (redis) => redis.mget('old', 'young'))).toEqual(['v', null]);
  });

  it('leaves nothing when it stays dead', async () => {
    const cluster = await start('aof');
    await cluster.killStore();
    await expect(cluster.killStore()).rejects.toMatchObject({ code: 'LAB_USAGE' });
    await cluster.heal();
    const pids = Object.values(cluster.pids());
    await cluster[Symbol.asyncDispose]();
    expect(pids.map((pid) => table.state(pid))).toEqual(pids.map(() => 'gone'));
    expect(existsSync(bench.registry)).toBe(false);
  });
});

it('is nothing to a design without one', async () => {
  await using cluster = await bench.start(bench.plan('stateful', 'cookie'));
  await cluster.pauseStore();
  await cluster.resumeStore();
  await cluster.killStore();
  await cluster.restartStore();
  expect(ofStore()).toEqual([]);
});

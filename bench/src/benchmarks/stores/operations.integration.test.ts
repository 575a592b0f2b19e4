/** Every operation on every store, a few milliseconds each: what was written is there, and nothing stays behind. */
import { StartedRedis } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { cellsOf, measureOperations } from './operations.js';
import { OPEN } from './operations-stores.js';

it('measures every cell, and takes away what it made', async () => {
  await using redis = await StartedRedis.start();
  const client = new Redis(redis.url);
  const figures = await measureOperations({
    quick: true,
    seed: 1,
    redisUrl: redis.url,
    sizes: [2, 20],
    rounds: 2,
    sliceMs: 2,
  });
  expect(figures.cells).toHaveLength(cellsOf([2, 20]).length);
  for (const { usPerOperation, ratio, store } of figures.cells) {
    expect(usPerOperation).toBeGreaterThan(0);
    if (store === 'redis') expect(ratio?.pairs).toBe(2);
  }
  expect(await client.dbsize()).toBe(0);
  client.disconnect();
});

it.each(Object.keys(OPEN) as (keyof typeof OPEN)[])(
  '%s keeps what it was given, over a change and a move',
  async (name) => {
    await using redis = await StartedRedis.start();
    const store = await OPEN[name](redis.url);
    try {
      await store.create('first', { birth: 'b1', 'item:1': 'open' });
      await store.change('first', 'watch', { sequence: 7 });
      await store.move('first', 'second');
      expect(await store.load('second')).toMatchObject({ birth: 'b1', 'item:1': 'open', watch: { sequence: 7 } });
      await expect(store.load('first')).rejects.toThrow('the session first is not there');
      await store.destroy('second');
      await expect(store.load('second')).rejects.toThrow('the session second is not there');
    } finally {
      await store.close();
    }
  },
);

/** A short ladder of real servers: the counts agree, and what is put before an answer costs something. */
import { StartedRedis } from '@session-lab/checkout/rigs';
import { expect, it } from 'vitest';
import { measureLadder } from './ladder.js';
import { RUNG_NAMES } from './ladder-rungs.js';

it('runs every rung in every round, and each finds its session', async () => {
  await using redis = await StartedRedis.start();
  const figures = await measureLadder({
    quick: true,
    seed: 1,
    redisUrl: redis.url,
    rounds: 2,
    sliceMs: 100,
    warmUpMs: 100,
  });
  expect(figures.slices).toHaveLength(RUNG_NAMES.length * 2);
  for (const slice of figures.slices) {
    expect(slice.requests, slice.rung).toBeGreaterThan(16);
    expect(slice.cpuUsPerRequest, slice.rung).toBeGreaterThan(0);
  }
  expect(figures.slices.slice(0, RUNG_NAMES.length).map(({ rung }) => rung)).not.toEqual(RUNG_NAMES);
  const rungs = Object.fromEntries(figures.rungs.map((rung) => [rung.rung, rung]));
  expect(rungs['bare']?.cpuRatio).toBeNull();
  expect(rungs['stockRedisWrite']?.cpuUsPerRequest).toBeGreaterThan(rungs['bare']?.cpuUsPerRequest ?? 0);
});

it('ends when it is told to', async () => {
  const stopped = measureLadder({
    quick: true,
    seed: 1,
    redisUrl: 'redis://127.0.0.1:1',
    rungs: ['bare'],
    signal: AbortSignal.abort(new Error('told to end')),
  });
  await expect(stopped).rejects.toThrow('told to end');
});

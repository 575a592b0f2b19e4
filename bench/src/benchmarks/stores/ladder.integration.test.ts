/** A short ladder of real servers: the counts agree, and what is put before an answer costs something. */
import { StartedRedis } from '@session-lab/checkout/rigs';
import { expect, it, vi } from 'vitest';
import { measureLadder } from './ladder.js';
import type { RungName } from './ladder-rungs.js';

/** One of each kind; the others differ from them by an option. */
const RUNGS: readonly RungName[] = [
  'bare',
  'cookie',
  'leanMemoryRead',
  'oursMemoryWrite',
  'oursRedisRead',
  'stockRedisWrite',
];

it('runs every rung in every round, and each finds its session', async () => {
  await using redis = await StartedRedis.start();
  const figures = await measureLadder({
    quick: true,
    seed: 1,
    redisUrl: redis.url,
    rungs: RUNGS,
    rounds: 2,
    sliceMs: 100,
    warmUpMs: 100,
  });
  expect(figures.slices).toHaveLength(RUNGS.length * 2);
  for (const slice of figures.slices) {
    expect(slice.requests, slice.rung).toBeGreaterThan(16);
    expect(slice.cpuUsPerRequest, slice.rung).toBeGreaterThan(0);
  }
  expect(figures.slices.slice(0, RUNGS.length).map(({ rung }) => rung)).not.toEqual(RUNGS);
  const rungs = Object.fromEntries(figures.rungs.map((rung) => [rung.rung, rung]));
  expect(rungs['bare']?.cpuRatio).toBeNull();
  expect(rungs['stockRedisWrite']?.cpuUsPerRequest).toBeGreaterThan(rungs['bare']?.cpuUsPerRequest ?? 0);
});

it('ends when it is told to, and leaves no process', async () => {
  const stop = new AbortController();
  const stopped = measureLadder({
    quick: true,
    seed: 1,
    redisUrl: 'redis://127.0.0.1:1',
    rungs: ['bare'],
    // After the servers have started.
    signal: stop.signal,
    say: () => stop.abort(new Error('told to end')),
  });
  await expect(stopped).rejects.toThrow('told to end');
  await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'));
});

/** The weights of a few sessions in real nodes, and that they leave when their time is over. */
import { StartedRedis } from '@session-lab/checkout/rigs';
import { expect, it, vi } from 'vitest';
import { type MemoryFigures, measureMemory, type WeighedStore } from './memory.js';
import { renderMemory } from './memory-table.js';

const CROWDS = { large: 600, bySize: { 2: 100, 30: 100 }, expiring: 400, first: 200 };

function weightOf({ bySize }: MemoryFigures, store: WeighedStore, items: number): number {
  const weight = bySize.find((one) => one.store === store && one.items === items);
  if (weight === undefined) throw new Error(`no weight of ${store} with ${items} items`);
  return weight.bytesPerSession;
}

it('weighs every store, and sees sessions expire', async () => {
  await using redis = await StartedRedis.start();
  const figures = await measureMemory({ quick: true, redisUrl: redis.url, crowds: CROWDS });
  // Of so few sessions a heap tells no more than that: apps/stateful weighs enough of them.
  expect(figures.large.ratio).toBeGreaterThan(0);
  expect(figures.large.ratio).toBeLessThan(1);
  for (const store of ['redis', 'redis-blob', 'sealed'] as const) {
    expect(weightOf(figures, store, 30), store).toBeGreaterThan(weightOf(figures, store, 2));
  }
  const { ours, naive } = figures.expiry;
  expect([ours.sessions, ours.liveAfter]).toEqual([400, 0]);
  expect([naive.liveWhenFull, naive.liveAfter]).toEqual([400, 400]);
  expect(renderMemory(figures).join('\n')).toMatch(/sealed, cookie +[\d,]+ +[\d,]+\n/);
});

it('ends when it is told to, and leaves no process', async () => {
  const signal = AbortSignal.abort(new Error('told to end'));
  const stopped = measureMemory({ quick: true, redisUrl: 'redis://127.0.0.1:1', crowds: CROWDS, signal });
  await expect(stopped).rejects.toThrow('told to end');
  await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'));
});

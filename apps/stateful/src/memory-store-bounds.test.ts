/** What the memory store does with memory: it has a bound, gives back what expired without being asked, and weighs little. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CODE_TTL_MS, ENDS_AT, StoreRefused } from '@session-lab/checkout';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ENTRY_BYTES } from './expiring-texts.js';
import { MAX_CODES, MemoryStore } from './memory-store.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const IDLE_TTL_MS = 60_000;
const START_MS = 1_800_000_000_000;

const session = (n: number): Record<string, string> => ({
  birth: `birth-${n}`,
  account: `shopper-${n}`,
  watch: `{"title":"the-long-night","positionSeconds":${n % 4000},"sequence":7}`,
  [`item:${n * 3}`]: 'open',
  [`item:${n * 3 + 1}`]: 'signIn',
  [`item:${n * 3 + 2}`]: 'plan',
});

afterEach(() => {
  vi.useRealTimers();
});

describe('expiry', () => {
  const CROWD = 50_000;

  it('leaves none of 50,000 sessions past their time-to-live, and gives the heap back, without any request', async () => {
    vi.useFakeTimers({ now: START_MS, toFake: ['setInterval', 'clearInterval', 'Date'] });
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: Date.now }).startSweeping();
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const empty = heap();
    for (let n = 0; n < CROWD; n += 1) await store.create(`key-${n}-${'x'.repeat(24)}`, session(n));
    const full = heap();
    expect([store.count(), store.bytes() > CROWD * 100]).toEqual([CROWD, true]);
    vi.advanceTimersByTime(IDLE_TTL_MS * 2);
    const after = heap();
    expect([store.count(), store.bytes()]).toEqual([0, 0]);
    expect((after - empty) / (full - empty)).toBeLessThan(0.05);
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts out of order ends: those with an end of their own, and those that are idle', async () => {
    let nowMs = START_MS;
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: () => nowMs });
    await store.create('ends', { birth: 'b1', [ENDS_AT]: START_MS + IDLE_TTL_MS * 1.5 });
    await store.create('idle', { birth: 'b2' });
    nowMs += IDLE_TTL_MS * 0.9;
    expect([await store.load('ends'), await store.load('idle')]).not.toContain(null);
    expect(store.count()).toBe(2);
    nowMs = START_MS + IDLE_TTL_MS * 1.5;
    expect(store.count()).toBe(1);
    expect(await store.load('ends')).toBeNull();
    expect(await store.update('ends', { plan: 'basic' })).toBe(false);
    expect(await store.move('ends', 'other', {})).toBe(false);
    nowMs = START_MS + IDLE_TTL_MS * 1.9;
    expect([store.count(), store.bytes()]).toEqual([0, 0]);
  });

  it('keeps its books through every way in which a session changes', async () => {
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: () => START_MS });
    const weight = (key: string, fields: object): number => Buffer.byteLength(key + JSON.stringify(fields));
    await store.create('k', { birth: 'é🎬' });
    expect(store.bytes()).toBe(weight('k', { birth: 'é🎬' }));
    await store.update('k', { plan: 'basic' });
    await store.move('k', 'longer', { account: 'ada' });
    expect(store.bytes()).toBe(weight('longer', { birth: 'é🎬', plan: 'basic', account: 'ada' }));
    await store.create('longer', { birth: 'b2' });
    expect([store.count(), store.bytes()]).toEqual([1, weight('longer', { birth: 'b2' })]);
    await store.destroy('longer');
    await store.destroy('longer');
    expect([store.count(), store.bytes()]).toEqual([0, 0]);
  });
});

describe('the bound', () => {
  it('is one of bytes, not of characters', async () => {
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: () => START_MS, maxBytes: 2000 + ENTRY_BYTES });
    await store.create('k', { birth: 'b', account: 'a'.repeat(1000) });
    await expect(store.update('k', { account: '世'.repeat(1000) })).rejects.toThrow(StoreRefused);
    await expect(store.move('k', 'k'.repeat(1000), {})).rejects.toThrow(StoreRefused);
    expect(store.bytes()).toBeLessThanOrEqual(2000);
  });

  it.each([
    ['sessions that are hardly anything but an entry', {}],
    ['the same with an end of their own', { [ENDS_AT]: START_MS + IDLE_TTL_MS }],
  ])('is one of memory: %s', async (_what, end) => {
    const maxBytes = 2 ** 24;
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const empty = heap();
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: () => START_MS, maxBytes });
    const fill = async (): Promise<void> => {
      for (let n = 0; ; n += 1) await store.create(`${n}`, { birth: `b${n}`, ...end });
    };
    await expect(fill()).rejects.toThrow(StoreRefused);
    const used = heap() - empty;
    expect(store.count()).toBeGreaterThan(50_000);
    expect(used).toBeLessThan(maxBytes * 1.1);
    await store.close();
  });

  it('holds for hand-off codes, too, until they expire', async () => {
    let nowMs = START_MS;
    const store = new MemoryStore({ idleTtlMs: IDLE_TTL_MS, nowMs: () => nowMs });
    for (let n = 0; n < MAX_CODES; n += 1) expect(await store.keepCode(`${n}`, 'k')).toBe(true);
    await expect(store.keepCode('one more', 'k')).rejects.toThrow(StoreRefused);
    expect(await store.takeCode('0')).toBe('k');
    expect(await store.keepCode('one more', 'k')).toBe(true);
    nowMs += CODE_TTL_MS;
    expect(await store.keepCode('later', 'k')).toBe(true);
  });

  it('refuses what would grow beyond it, says so once, counts it, and goes on when there is room', async () => {
    let nowMs = START_MS;
    const said: string[] = [];
    const store = new MemoryStore({
      idleTtlMs: IDLE_TTL_MS,
      nowMs: () => nowMs,
      maxBytes: 2000,
      warn: (message) => void said.push(message),
    });
    let held = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await store.create(`k${held}`, session(held));
        held += 1;
      }
    };
    await expect(fill()).rejects.toThrow(StoreRefused);
    expect(held).toBeGreaterThan(2);
    expect(store.bytes() + held * ENTRY_BYTES).toBeLessThanOrEqual(2000);
    await expect(store.create('one more', session(99))).rejects.toThrow(StoreRefused);
    // Nobody's session made room, and what does not grow is kept.
    expect(store.count()).toBe(held);
    expect(await store.update('k0', { account: 'ada' })).toBe(true);
    expect(said).toEqual(['the memory store is full (2000 bytes): it refuses what would make it grow']);
    nowMs += IDLE_TTL_MS;
    await store.create('later', session(1));
    expect(said.at(-1)).toBe('the memory store has room again; it has refused 2 writes since it was opened');
    expect(store.count()).toBe(1);
  });
});

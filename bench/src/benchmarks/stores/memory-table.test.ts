import { expect, it } from 'vitest';
import type { MemoryFigures } from './memory.js';
import { renderMemory } from './memory-table.js';

const MB = 2 ** 20;
const FIGURES: MemoryFigures = {
  large: {
    ours: { store: 'memory', items: 3, sessions: 100_000, bytesPerSession: 356.1 },
    naive: { store: 'memory-naive', items: 3, sessions: 100_000, bytesPerSession: 3364 },
    ratio: 356.1 / 3364,
  },
  bySize: [
    { store: 'memory', items: 1, sessions: 100, bytesPerSession: 260.4 },
    { store: 'sealed', items: 1, sessions: 1, bytesPerSession: 265 },
    { store: 'sealed', items: 200, sessions: 1, bytesPerSession: 6265 },
  ],
  expiry: {
    ours: {
      store: 'memory',
      sessions: 50_000,
      liveWhenFull: 50_000,
      liveAfter: 0,
      heapBeforeBytes: 12 * MB,
      heapFullBytes: 40 * MB,
      heapAfterBytes: 11.9 * MB,
      heldShare: -0.004,
    },
    naive: {
      store: 'memory-naive',
      sessions: 50_000,
      liveWhenFull: 50_000,
      liveAfter: 50_000,
      heapBeforeBytes: 12 * MB,
      heapFullBytes: 140 * MB,
      heapAfterBytes: 139 * MB,
      heldShare: 0.992,
    },
  },
  cookieLimitBytes: 4096,
};

it('says which cookies no browser stores, and what was not measured', () => {
  expect(renderMemory(FIGURES)).toMatchInlineSnapshot(`
    [
      "bytes per session       1 item  200 items",
      "our memory store, heap     260          –",
      "MemoryStore, heap            –          –",
      "our Redis store, Redis       –          –",
      "connect-redis, Redis         –          –",
      "sealed, cookie             265    6,265 *",
      "* over the 4,096 bytes that browsers store: the session is lost",
      "100,000 sessions of 3 items: 356 bytes each in our memory store, 3,364 in MemoryStore (× 0.11)",
      "our memory store, heap: 50,000 past their time-to-live, 0 still held; heap 12 MB → 40 MB → 12 MB (0 % of their weight kept)",
      "MemoryStore, heap: 50,000 past their time-to-live, 50,000 still held; heap 12 MB → 140 MB → 139 MB (99.2 % of their weight kept)",
    ]
  `);
});

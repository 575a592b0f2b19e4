/** What sessions weigh, and what becomes of it, as lines for a terminal. Pure. */
import { alignColumns } from '../../reporters/columns.js';
import { bytes, count, percent, UNKNOWN } from '../../reporters/figures.js';
import type { MemoryFigures, WeighedStore } from './memory.js';
import type { ExpiryFigures } from './memory-expiry.js';

const NAMES: Readonly<Record<WeighedStore, string>> = {
  memory: 'our memory store, heap',
  'memory-naive': 'MemoryStore, heap',
  redis: 'our Redis store, Redis',
  'redis-blob': 'connect-redis, Redis',
  sealed: 'sealed, cookie',
};

/** A table of bytes per session, and sentences under it. */
export function renderMemory(figures: MemoryFigures): string[] {
  const { large, bySize, expiry } = figures;
  const sizes = [...new Set(bySize.map(({ items }) => items))];
  const head = ['bytes per session', ...sizes.map((items) => `${items} item${items === 1 ? '' : 's'}`)];
  const rows = (Object.keys(NAMES) as WeighedStore[]).map((store) => [
    NAMES[store],
    ...sizes.map((items) => weightOf(figures, store, items)),
  ]);
  return [
    ...alignColumns([head, ...rows], ['left', ...sizes.map(() => 'right' as const)]),
    ...(bySize.some((weight) => overLimit(figures, weight))
      ? [`* over the ${count(figures.cookieLimitBytes)} bytes that browsers store: the session is lost`]
      : []),
    `${count(large.ours.sessions)} sessions of ${large.ours.items} items: ${count(large.ours.bytesPerSession)} bytes each in our memory store, ${count(large.naive.bytesPerSession)} in MemoryStore (× ${large.ratio.toFixed(2)})`,
    `${NAMES.memory}: ${expirySentence(expiry.ours)}`,
    `${NAMES['memory-naive']}: ${expirySentence(expiry.naive)}`,
  ];
}

type Weight = MemoryFigures['bySize'][number];

const overLimit = ({ cookieLimitBytes }: MemoryFigures, { store, bytesPerSession }: Weight): boolean =>
  store === 'sealed' && bytesPerSession > cookieLimitBytes;

function weightOf(figures: MemoryFigures, store: WeighedStore, items: number): string {
  const weight = figures.bySize.find((one) => one.store === store && one.items === items);
  if (weight === undefined) return UNKNOWN;
  return `${count(weight.bytesPerSession)}${overLimit(figures, weight) ? ' *' : ''}`;
}

function expirySentence({ sessions, liveAfter, heldShare, ...heap }: ExpiryFigures): string {
  const heaps = [heap.heapBeforeBytes, heap.heapFullBytes, heap.heapAfterBytes].map(bytes).join(' → ');
  const held = percent(Math.max(0, heldShare));
  return `${count(sessions)} past their time-to-live, ${count(liveAfter)} still held; heap ${heaps} (${held} of their weight kept)`;
}

/**
 * The stores alone, without HTTP: how long each operation takes, and how much of this process's time. Many short slices
 * in random order, every store in every round, so that ratios are of neighbours in time.
 *
 * `load` looks a session up, expiry slid as the store does it. `change` is what a writing request asks: look-up, one
 * field changed (another value each time), save; a store that appends can keep its own house only that way. `create` and
 * `move` (a sign-in's new key, nothing changed) speak for themselves; `mixed` is nine look-ups and a change.
 *
 * Redis stores also run with 32 callers at once, which is where commands travel together. Time an operation is then the
 * slice's time over all operations. Processor time is of this process; Redis's own is not in it.
 */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { groupBy } from '../../checkers/grouping.js';
import { createDice, shuffled } from '../../plan/dice.js';
import { medianOf } from '../../stats/moments.js';
import { type Ratio, ratioByRound } from '../../stats/ratio.js';
import { Caller, OPERATIONS, type Operation } from './operations-caller.js';
import { type BenchedStore, OPEN, type StoreUnderTest } from './operations-stores.js';

export interface OperationsOptions {
  readonly quick: boolean;
  readonly seed: number;
  /** A Redis that serves the benchmark alone. */
  readonly redisUrl: string;
  readonly signal?: AbortSignal | undefined;
  /** Others than those of a quick or a whole measurement. */
  readonly sizes?: readonly number[] | undefined;
  readonly rounds?: number | undefined;
  readonly sliceMs?: number | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}

/** What a slice measures. */
export interface OperationCell {
  readonly store: BenchedStore;
  readonly operation: Operation;
  /** Items of each session. */
  readonly items: number;
  /** Callers at once. */
  readonly callers: number;
}
export interface OperationSlice extends OperationCell {
  /** From 0. */
  readonly round: number;
  readonly operations: number;
  readonly usPerOperation: number;
  readonly cpuUsPerOperation: number;
}
export interface OperationFigures extends OperationCell {
  readonly usPerOperation: number;
  readonly cpuUsPerOperation: number;
  /** Time over the baseline's of the same round; null where the store has none. */
  readonly ratio: Ratio | null;
  readonly cpuRatio: Ratio | null;
}
export interface OperationsFigures {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly cells: readonly OperationFigures[];
}

/** What people use today in its place. */
export const BASELINES: Readonly<Partial<Record<BenchedStore, BenchedStore>>> = {
  memory: 'memory-naive',
  redis: 'redis-blob',
  sealed: 'redis-blob',
};
const STORES = Object.keys(OPEN) as BenchedStore[];
const CALLERS: Readonly<Record<BenchedStore, readonly number[]>> = {
  memory: [1],
  'memory-naive': [1],
  redis: [1, 32],
  'redis-blob': [1, 32],
  sealed: [1],
};

/** @throws whatever the signal was aborted with; Error when a store fails or a session is not as it was written */
export async function measureOperations(options: OperationsOptions): Promise<OperationsFigures> {
  const { quick, seed, redisUrl, signal, say = () => {} } = options;
  const sizes = options.sizes ?? (quick ? [10] : [1, 10, 50]);
  const rounds = options.rounds ?? (quick ? 5 : 10);
  const sliceMs = options.sliceMs ?? (quick ? 20 : 25);
  const opened = new Map<BenchedStore, StoreUnderTest>();
  const slices: OperationSlice[] = [];
  try {
    for (const store of STORES) opened.set(store, await OPEN[store](redisUrl));
    const cells = cellsOf(sizes);
    // The first round warms up, and is not kept.
    for (let round = -1; round < rounds; round += 1) {
      say(`operations · round ${round + 1} of ${rounds}`);
      for (const cell of shuffled(cells, createDice(seed, 'operations', round))) {
        signal?.throwIfAborted();
        const slice = await measureSlice(opened.get(cell.store) as StoreUnderTest, cell, round, sliceMs);
        if (round >= 0) slices.push(slice);
      }
    }
  } finally {
    for (const store of opened.values()) await store.close();
  }
  return { rounds, sliceMs, cells: summarise(slices, cellsOf(sizes)) };
}

/** Pure. */
export function cellsOf(sizes: readonly number[]): OperationCell[] {
  return STORES.flatMap((store) =>
    OPERATIONS.flatMap((operation) =>
      sizes.flatMap((items) => CALLERS[store].map((callers) => ({ store, operation, items, callers }))),
    ),
  );
}

/** Medians of each cell, and its ratios to its baseline round by round; cells without a slice are left out. Pure. */
export function summarise(slices: readonly OperationSlice[], cells: readonly OperationCell[]): OperationFigures[] {
  const byCell = groupBy(slices, nameOf);
  return cells.flatMap((cell) => {
    const own = byCell.get(nameOf(cell));
    if (own === undefined) return [];
    const baseline = BASELINES[cell.store];
    const others = baseline === undefined ? [] : (byCell.get(nameOf({ ...cell, store: baseline })) ?? []);
    const ratioOf = (figure: 'usPerOperation' | 'cpuUsPerOperation'): Ratio | null =>
      ratioByRound(own, others, (slice) => slice[figure]);
    return {
      ...cell,
      usPerOperation: medianOf(own.map(({ usPerOperation }) => usPerOperation)),
      cpuUsPerOperation: medianOf(own.map(({ cpuUsPerOperation }) => cpuUsPerOperation)),
      ratio: ratioOf('usPerOperation'),
      cpuRatio: ratioOf('cpuUsPerOperation'),
    };
  });
}

const nameOf = ({ store, operation, items, callers }: OperationCell): string =>
  [store, operation, items, callers].join(' ');

async function measureSlice(
  store: StoreUnderTest,
  cell: OperationCell,
  round: number,
  sliceMs: number,
): Promise<OperationSlice> {
  const prefix = `${cell.operation}-${cell.items}-${'x'.repeat(16)}`;
  const callers = Array.from(
    { length: cell.callers },
    (_, n) => new Caller(store, cell.operation, cell.items, `${prefix}-${n}`),
  );
  for (const caller of callers) await caller.begin();
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await Promise.all(callers.map((caller) => caller.work(startedMs + sliceMs)));
  const tookUs = (performance.now() - startedMs) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const caller of callers) await caller.end();
  const operations = callers.reduce((sum, caller) => sum + caller.done, 0);
  return {
    ...cell,
    round,
    operations,
    usPerOperation: tookUs / operations,
    cpuUsPerOperation: (user + system) / operations,
  };
}

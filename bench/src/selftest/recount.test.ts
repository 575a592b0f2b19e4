/** The plain recount, on a record whose figures are known without counting. */
import { expect, it } from 'vitest';
import type { OperationRecord } from '../history/records.js';
import type { Plan, PlannedOperation } from '../plan/plan.js';
import { type Evidence, PLAIN_LOAD } from './experiment.js';
import { recount } from './recount.js';

/** One lane of 1,000 operations, ten seconds apart; the k-th of them is done after k ms, and sent in the middle of them. */
const COUNT = 1000;
const planned = Array.from(
  { length: COUNT },
  (_, id): PlannedOperation => ({ id, step: 'browse', jar: 0, item: null, offsetUs: id * 1e7, retryAfterUs: 0 }),
);
const plan: Plan = {
  operations: COUNT,
  hash: '',
  shoppers: [{ shopper: 0, arrivalUs: 0, restart: null, lanes: [planned] }],
};
const operations = planned.map(({ id, offsetUs }): OperationRecord => {
  const tookUs = (id + 1) * 1000;
  const sentUs = offsetUs + tookUs / 2;
  return { id, origin: 'planned', outcome: 'ok', sentUs, doneUs: offsetUs + tookUs } as OperationRecord;
});
/** Everybody arrives at once, so that there is no plateau. */
const of = (ofWhom: Plan, warmUpMs: number) => ({
  plan: ofWhom,
  load: { ...PLAIN_LOAD, ratePerSecond: 1, durationMs: 1e7, warmUpMs, thinkMs: 1e7, heartbeats: 1 },
});
const evidence = (record: readonly OperationRecord[]): Evidence =>
  ({ trial: { header: { loadStartUs: 0 }, operations: record } }) as unknown as Evidence;

it('gives nearest ranks, each called by the highest value of its bucket, and the greatest as it is', () => {
  const figures = recount(of(plan, 0), evidence(operations));
  // 500,000 µs lie in [499,968, 500,224); the 990th value in [989,696, 990,208).
  expect(figures.get('overall response p50')).toBe(500.223);
  expect(figures.get('overall response p99')).toBe(990.207);
  expect(figures.get('overall response max')).toBe(1000);
  expect(figures.get('overall service max')).toBe(500);
  expect(figures.get('overall response count')).toBe(COUNT);
  expect(figures.get('lag max')).toBe(500);
  expect(figures.get('blocked max')).toBe(0);
  expect(figures.get('offered per second')).toBe(0.1);
  expect(figures.get('achieved per second')).toBe(0.1);
});

it('gives no percentile beyond which lie fewer than ten samples', () => {
  expect(recount(of(plan, 0), evidence(operations)).get('overall response p999')).toBeNull();
  const fewer = recount(of(plan, 0), evidence(operations.slice(1)));
  expect([fewer.get('overall response p95'), fewer.get('overall response p99')]).toEqual([951.295, null]);
});

it('keeps the warm-up out, and counts what was not ok as not in time', () => {
  const [first, ...others] = operations.slice(-100);
  const record = [...operations.slice(0, -100), { ...first, outcome: 'fail' } as OperationRecord, ...others];
  const figures = recount(of(plan, 9e6), evidence(record));
  expect(figures.get('before response count')).toBe(99);
  expect(figures.get('before ok within 1000 ms')).toBe(0.99);
  expect(figures.get('before ok within 300 ms')).toBe(0);
  expect(recount(of(plan, 0), evidence(record)).get('before ok within 300 ms')).toBe(0.3);
});

it('calls waiting what the operation before in the lane took, and lag what came after', () => {
  const [first, second] = planned.slice(0, 2) as [PlannedOperation, PlannedOperation];
  const close: Plan = {
    ...plan,
    shoppers: [{ shopper: 0, arrivalUs: 0, restart: null, lanes: [[first, { ...second, offsetUs: 400 }]] }],
  };
  const record = [
    { id: 0, origin: 'planned', outcome: 'ok', sentUs: 10, doneUs: 1000 },
    { id: 1, origin: 'planned', outcome: 'ok', sentUs: 1003, doneUs: 2000 },
  ] as OperationRecord[];
  const figures = recount(of(close, 0), evidence(record));
  expect([figures.get('lag max'), figures.get('blocked max')]).toEqual([0.01, 0.6]);
});

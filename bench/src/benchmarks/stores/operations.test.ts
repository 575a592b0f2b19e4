import { expect, it } from 'vitest';
import { cellsOf, type OperationSlice, summarise } from './operations.js';
import { renderOperations } from './operations-table.js';

const slice = (store: OperationSlice['store'], round: number, usPerOperation: number): OperationSlice => ({
  store,
  operation: 'load',
  items: 10,
  callers: 1,
  round,
  operations: 100,
  usPerOperation,
  cpuUsPerOperation: usPerOperation / 2,
});
/** A machine that becomes half as fast with the second round. */
const SLICES = [slice('redis', 0, 20), slice('redis-blob', 0, 40), slice('redis-blob', 1, 80), slice('redis', 1, 40)];

it('holds a store against what people use today, round by round', () => {
  const figures = summarise(SLICES, cellsOf([10]));
  expect(figures).toMatchObject([
    { store: 'redis', usPerOperation: 30, cpuUsPerOperation: 15, ratio: { pairs: 2, median: expect.closeTo(0.5, 9) } },
    { store: 'redis-blob', usPerOperation: 60, cpuUsPerOperation: 30, ratio: null, cpuRatio: null },
  ]);
});

it('has no ratio where the other store was not measured in the same round', () => {
  const [redis] = summarise([slice('redis', 0, 20), slice('redis-blob', 1, 40)], cellsOf([10]));
  expect(redis?.ratio).toBeNull();
});

it('runs every store, operation and size, and Redis with many callers too', () => {
  const cells = cellsOf([1, 50]);
  expect(cells).toHaveLength((5 + 2) * 5 * 2);
  expect(new Set(cells.filter(({ callers }) => callers > 1).map(({ store }) => store))).toEqual(
    new Set(['redis', 'redis-blob']),
  );
});

it('is shown as tables', () => {
  const figures = { rounds: 2, sliceMs: 25, cells: summarise(SLICES, cellsOf([10])) };
  expect(renderOperations(figures)).toMatchInlineSnapshot(`
    [
      "10 items, one at a time                load  change  mixed  create  move",
      "redis                                    30",
      "  of these, processor                    15",
      "  / redis-blob           × 0.50 (0.50–0.50)",
      "redis-blob                               60",
      "  of these, processor                    30",
      "",
      "µs an operation, and processor time of this process in it, medians of 2 rounds of 25 ms; × the time of the store after the slash, with its 95 % interval (paired t on logarithms)",
    ]
  `);
});

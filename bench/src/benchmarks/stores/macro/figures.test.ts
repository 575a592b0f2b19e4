import { describe, expect, it } from 'vitest';
import { createHistogram, recordUs } from '../../../stats/histogram.js';
import { cellKey, cellsOf, compare } from './figures.js';
import { slice } from './slices.fixture.js';

describe('the figures of a cell', () => {
  const redis = (cpuUs: number) => ({ cpuUs, commands: 2, bytes: 500 });
  const slices = [
    slice({ round: 1, perSecond: 900, nodeCpuUs: 120, redis: redis(9) }),
    slice({ round: 2, perSecond: 1000, nodeCpuUs: 100, redis: redis(11) }),
    slice({ round: 3, perSecond: 1500, nodeCpuUs: 90, redis: redis(10) }),
    slice({ design: 'stateful', round: 1, perSecond: 2000 }),
  ];

  it('are medians of its rounds, with the latency of all together', () => {
    const latency = createHistogram();
    for (let ms = 1; ms <= 1000; ms += 1) recordUs(latency, ms * 1000);
    const cells = cellsOf(slices, new Map([[cellKey(slice()), latency]]), (_design, items) => items * 40);
    const ours = cells.find(({ design }) => design === 'stateless');
    expect(ours).toMatchObject({
      perSecond: 1000,
      nodeCpuUs: 100,
      redisCpuUs: 10,
      redisCommands: 2,
      sessionBytes: 400,
    });
    expect(ours?.p50Ms).toBeCloseTo(500, -1);
    expect(ours?.p99Ms).toBeCloseTo(990, -1);
  });

  it('are unknown where there is nothing to know', () => {
    const cells = cellsOf(slices, new Map(), () => null);
    expect(cells.find(({ design }) => design === 'stateful')).toMatchObject({
      p50Ms: null,
      p99Ms: null,
      redisCpuUs: null,
      redisCommands: null,
      sessionBytes: null,
    });
  });
});

describe('a comparison', () => {
  const cell = { mix: 'read-heavy', items: 10 } as const;

  it('pairs slices of one round, whatever order they ran in: a machine that slows down by half changes nothing', () => {
    const slices = [1, 2, 3].flatMap((round) => [
      slice({ design: 'stateless-blob', round, perSecond: 1000 / round, nodeCpuUs: 100 * round }),
      slice({
        round,
        perSecond: 1400 / round,
        nodeCpuUs: 70 * round,
        redis: { cpuUs: 30 * round, commands: 2, bytes: 1 },
      }),
    ]);
    const found = compare(slices.reverse(), cell, 'stateless', 'stateless-blob');
    expect(found?.throughput.median).toBeCloseTo(1.4, 9);
    expect(found?.throughput.low).toBeCloseTo(1.4, 9);
    expect(found?.nodeCpu.median).toBeCloseTo(0.7, 9);
    expect(found?.allCpu.high).toBeCloseTo(1, 9);
  });

  it('leaves out rounds in which one of them is missing, and other cells', () => {
    const slices = [
      slice({ round: 1, perSecond: 150 }),
      slice({ design: 'stateful', round: 1, perSecond: 100 }),
      slice({ round: 2, perSecond: 990 }),
      slice({ round: 3, items: 50, perSecond: 990 }),
      slice({ design: 'stateful', round: 3, items: 50, perSecond: 1 }),
    ];
    expect(compare(slices, cell, 'stateless', 'stateful')?.throughput).toMatchObject({ pairs: 1, median: 1.5 });
  });

  it('is none of designs that were not measured', () => {
    expect(compare([slice()], cell, 'stateless', 'stateless-sealed')).toBeNull();
  });
});

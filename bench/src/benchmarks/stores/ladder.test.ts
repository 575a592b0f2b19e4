import { expect, it } from 'vitest';
import { type LadderSlice, summarise } from './ladder.js';
import { BASE, RUNG_NAMES, RUNGS, type RungName } from './ladder-rungs.js';
import { renderLadder } from './ladder-table.js';

const slice = (rung: RungName, round: number, requestsPerSecond: number, cpuUsPerRequest: number): LadderSlice => ({
  rung,
  round,
  requests: 1000,
  requestsPerSecond,
  cpuUsPerRequest,
  generatorBusy: 0.5,
});
/** A machine that becomes half as fast with the second round. */
const SLICES = [
  slice('bare', 0, 20_000, 20),
  slice('oursMemoryRead', 0, 10_000, 50),
  slice('oursMemoryRead', 1, 5000, 100),
  slice('bare', 1, 10_000, 40),
];

it('holds a rung against the bare handler of its own round', () => {
  const [bare, ours] = summarise(SLICES, ['bare', 'oursMemoryRead']);
  expect(bare).toMatchObject({ requestsPerSecond: 15_000, cpuUsPerRequest: 30, throughputRatio: null, cpuRatio: null });
  expect(ours?.throughputRatio).toMatchObject({
    pairs: 2,
    median: expect.closeTo(0.5, 9),
    low: expect.closeTo(0.5, 9),
  });
  expect(ours?.cpuRatio).toMatchObject({ pairs: 2, median: expect.closeTo(2.5, 9), high: expect.closeTo(2.5, 9) });
});

it('has no ratio where the bare handler did not run', () => {
  expect(summarise(SLICES.slice(1, 3), ['oursMemoryRead'])).toMatchObject([{ throughputRatio: null, cpuRatio: null }]);
});

it('stands on the bare handler, and has a reader and a writer on each floor', () => {
  expect(RUNG_NAMES[0]).toBe(BASE);
  for (const name of RUNG_NAMES.filter((one) => RUNGS[one].does === 'writes')) {
    const { layer, place } = RUNGS[name];
    const reader = RUNG_NAMES.map((one) => RUNGS[one]).find(
      (rung) => rung.layer === layer && rung.place === place && rung.does === 'reads',
    );
    expect(reader, name).toBeDefined();
  }
});

it('is shown as a table', () => {
  const rungs = summarise(SLICES, ['bare', 'oursMemoryRead']);
  const figures = { connections: 16, rounds: 2, sliceMs: 750, slices: SLICES, rungs };
  expect(renderLadder(figures)).toMatchInlineSnapshot(`
    [
      "each request             requests/s  of the bare one’s  CPU µs   of the bare one’s  generator busy",
      "a handler, no session        15,000                  –    30.0                   –          50.0 %",
      "our layer, memory, read       7,500       50 % (50–50)    75.0  × 2.50 (2.50–2.50)          50.0 %",
      "16 connections in a closed loop, 2 rounds of 0.75 s; medians, with the 95 % interval of the ratios",
    ]
  `);
});

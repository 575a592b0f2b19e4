import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { Scenario } from '../scenario/scenario.js';
import { assertRoom, diskFull, LEAST_FREE_BYTES, neededBytes } from './disk.js';

const base = headerOf({}).scenario;
const scenarioOf = (ratePerSecond: number, durationMs: number, designs: number): Scenario => ({
  ...base,
  designs: Array.from({ length: designs }, () => base.designs[0] as Scenario['designs'][number]),
  load: { ...base.load, ratePerSecond, durationMs },
});

describe('room for a run', () => {
  it('grows with the longest trial loose, and with all trials packed', () => {
    const one = scenarioOf(400, 10_000, 1);
    expect(neededBytes([one], 1)).toBe(LEAST_FREE_BYTES + 4000 * 1500 + 4000 * 250);
    expect(neededBytes([one], 10)).toBe(LEAST_FREE_BYTES + 4000 * 1500 + 40_000 * 250);
    expect(neededBytes([one, scenarioOf(100, 10_000, 2)], 1)).toBe(
      LEAST_FREE_BYTES + 4000 * 1500 + (4000 + 2000) * 250,
    );
  });

  it('is refused before anything is started, with what was found and what is expected', () => {
    expect(() => assertRoom('out', 70e6, 71e6)).toThrow(
      expect.objectContaining({
        code: 'LAB_DISK_FULL',
        exitCode: 75,
        message: 'out: found 70 MB free, expected 71 MB for this run',
      }),
    );
  });

  it('is taken for enough where the system does not tell', () => {
    expect(() => assertRoom('out', null, 71e6)).not.toThrow();
    expect(() => assertRoom('out', 71e6, 71e6)).not.toThrow();
  });

  it('has words for a disk that fills in the middle', () => {
    expect(diskFull('out', 12.2e6).message).toBe(
      'the disk of out is full: 13 MB left, bound 64 MB; the trial was ended',
    );
  });
});

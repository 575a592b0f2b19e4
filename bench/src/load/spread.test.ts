import { describe, expect, it } from 'vitest';
import type { LoadSpec } from '../scenario/scenario.js';
import { connectionsPerProcess, MAX_CONNECTIONS, peopleAlive, processesFor } from './spread.js';

const load: LoadSpec = {
  ratePerSecond: 2000,
  durationMs: 150_000,
  warmUpMs: 64_000,
  thinkMs: 5700,
  tabs: 1,
  handOffShare: 0,
  signOutShare: 0,
  heartbeats: 0,
  startOverShare: 1,
  timeoutMs: 10_000,
};

describe('a load', () => {
  it.each([
    ['of ten thousand people at 2,000/s', {}, 8, 1],
    ['of 5,000/s', { ratePerSecond: 5000 }, 8, 1],
    ['just beyond', { ratePerSecond: 5001 }, 8, 2],
    ['of a hundred thousand people', { thinkMs: 58_000, durationMs: 940_000 }, 8, 1],
    ['of more people than one should hold', { thinkMs: 116_000 }, 8, 2],
    ['of 10,000/s on two cores', { ratePerSecond: 10_000, thinkMs: 60_000 }, 2, 2],
  ] as const)('%s takes its number of processes', (_what, changes, cores, processes) => {
    expect(processesFor({ ...load, ...changes }, cores)).toBe(processes);
  });

  it('is alive as long as its journeys last', () => {
    // 250 arrive a second, and stay for at most seven think times of 7.125 s.
    expect(peopleAlive(load)).toBeCloseTo(250 * 49.875, 0);
  });

  it('never has more connections than may be, however many share it', () => {
    for (let processes = 1; processes <= 64; processes += 1) {
      expect(connectionsPerProcess(processes) * processes).toBeLessThanOrEqual(MAX_CONNECTIONS);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { machineDoubts, machineWords } from './doubts.js';
import { lateness, type MachineScore, scoreMachine } from './score.js';

const QUIET: MachineScore = {
  stealShare: 0,
  busyShare: 0.02,
  timerLateMs: { median: 0.1, p95: 0.3, max: 1.2 },
  governor: 'performance',
  frequencyShare: 1,
};

describe('the score of a machine', () => {
  it('is taken in time, and has a figure for timers on every system', async () => {
    const nowUs = () => Number(process.hrtime.bigint() / 1000n);
    const score = await scoreMachine(nowUs, 2);
    const { median, p95, max } = score.timerLateMs;
    expect(0 <= median && median <= p95 && p95 <= max).toBe(true);
    for (const share of [score.stealShare, score.busyShare, score.frequencyShare])
      expect(share === null || (share >= 0 && share <= 1)).toBe(true);
  });

  it('has the lateness of most and of the worst', () => {
    expect(lateness(Array.from({ length: 100 }, (_, i) => i))).toEqual({ median: 50, p95: 95, max: 99 });
    expect(lateness([4])).toEqual({ median: 4, p95: 4, max: 4 });
  });

  it('leaves no doubt about a quiet machine, nor about one that does not tell', () => {
    expect(machineDoubts(QUIET)).toEqual([]);
    const silent = { ...QUIET, stealShare: null, busyShare: null, governor: null, frequencyShare: null };
    expect(machineDoubts(silent)).toEqual([]);
    expect(machineWords(silent)).toBe('timers late by 0.1 ms (p95 0.3, max 1.2)');
  });

  it.each([
    [{ stealShare: 0.04 }, 'the hypervisor takes 4.0 % of the time, bound 2.0 %'],
    [{ busyShare: 0.5 }, 'other programs use 50 % of the machine, bound 15 %'],
    [
      { timerLateMs: { median: 1, p95: 4.26, max: 30 } },
      'timers are late: one in twenty by more than 4.3 ms, bound 3 ms',
    ],
    [
      { governor: 'powersave', frequencyShare: 0.4 },
      'the clock of the CPU follows the load (powersave, now 40 % of its highest)',
    ],
  ])('%j: %s', (change, text) => {
    const doubts = machineDoubts({ ...QUIET, ...change });
    expect(doubts.map((doubt) => doubt.text)).toEqual([text]);
    expect(doubts[0]?.advice).not.toBe('');
  });
});

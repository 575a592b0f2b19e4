/** Warnings about the machine, from what its samples say of the trial's time. Pure. */
import type { MachineWatch } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { STEAL_BOUND, THROTTLED_BOUND } from './bounds.js';
import { stealShare } from './resources.js';
import { percent, troubleWords, type WarningInput, type Warnings } from './warning.js';

/** A clock that is kept in time is never moved by so much at once. */
const CLOCK_STEP_MS = 500;
/** Two clocks are read one after the other. */
const SUSPENDED_MS = 500;
const CEILING_FALL = 0.05;
export const DISK_LOW_BYTES = 1e9;
const BATTERY_LOW = 0.2;

export const MACHINE_WARNINGS = {
  'machine-busy': {
    advice: 'lower the rate, or use a machine with more cores',
    check: (input) => troubleWords(input, 'machine-busy'),
  },
  'cpu-stolen': {
    advice: 'repeat it when the neighbours are quiet',
    check: ({ judged }) => {
      const steal = stealShare(judged.map(({ trial }) => trial));
      return steal !== null && steal > STEAL_BOUND ? `the hypervisor took ${percent(steal)} of the time` : null;
    },
  },
  'machine-suspended': {
    advice: 'keep the machine awake and repeat it: what was in flight timed out when it woke',
    check: (input) => {
      const ms = sumOf(input, ({ suspendedMs }) => suspendedMs);
      return ms > SUSPENDED_MS ? `the machine slept for ${seconds(ms)} in the middle of it` : null;
    },
  },
  'machine-throttled': {
    advice: 'lift the CPU quota, cool the machine, or plug it in, and repeat it',
    check: (input) => {
      const words = input.judged.flatMap(({ trial }) => throttledWords(trial) ?? []);
      return words.length > 0 ? [...new Set(words)].join('; ') : null;
    },
  },
  'clock-stepped': {
    advice: 'nothing to do for the figures, which do not use it; nodes and Redis may have expired sessions by it',
    check: (input) => {
      // The widest of each trial: a clock that was set and set back was wrong meanwhile.
      const steps = input.judged
        .map(({ trial }) => watchesOf(trial).map(({ clockStepMs }) => clockStepMs))
        .map((of) => of.reduce((widest, ms) => (Math.abs(ms) > Math.abs(widest) ? ms : widest), 0))
        .filter((ms) => Math.abs(ms) > CLOCK_STEP_MS);
      return steps.length > 0
        ? `the wall clock was set by ${steps.map((ms) => `${ms < 0 ? '−' : '+'}${seconds(Math.abs(ms))}`).join(', ')}: no duration and no order depends on it`
        : null;
    },
  },
  'disk-low': {
    advice: 'free some room, or write elsewhere: --out',
    check: (input) => {
      const least = Math.min(...samplesOf(input).flatMap(({ diskFreeBytes }) => diskFreeBytes ?? []));
      return least < DISK_LOW_BYTES ? `the disk had only ${(least / 1e6).toFixed(0)} MB left` : null;
    },
  },
  'battery-low': {
    advice: 'plug the machine in: on a low battery it slows itself down',
    check: (input) => {
      const least = Math.min(...samplesOf(input).flatMap(({ battery }) => battery ?? []));
      return least < BATTERY_LOW ? `the machine ran on a battery that had ${percent(least)} left` : null;
    },
  },
} as const satisfies Warnings;

const watchesOf = ({ samples }: TrialRecord): MachineWatch[] => samples.flatMap(({ machine }) => machine ?? []);
const samplesOf = ({ judged }: WarningInput): MachineWatch[] => judged.flatMap(({ trial }) => watchesOf(trial));
/** The sums of each trial. */
const lastOf = ({ judged }: WarningInput): MachineWatch[] =>
  judged.flatMap(({ trial }) => watchesOf(trial).at(-1) ?? []);

function sumOf(input: WarningInput, of: (watch: MachineWatch) => number | null): number {
  return lastOf(input).reduce((sum, watch) => sum + (of(watch) ?? 0), 0);
}

/** By quota, by heat, or by a ceiling that fell. */
function throttledWords(trial: TrialRecord): string[] {
  const watches = watchesOf(trial);
  const [first] = watches;
  const last = watches.at(-1);
  if (first === undefined || last === undefined) return [];
  const { durationMs } = trial.header.scenario.load;
  const held = last.throttledMs ?? 0;
  const ceilings = watches.flatMap(({ clockCeiling }) => clockCeiling ?? []);
  const fall = ceilings.length === 0 ? 0 : (ceilings[0] as number) - Math.min(...ceilings);
  return [
    ...(held > durationMs * THROTTLED_BOUND ? [`a CPU quota held the lab's processes back for ${seconds(held)}`] : []),
    ...((last.hotCores ?? 0) > 0 ? [`cores were slowed down ${last.hotCores} times because they were too hot`] : []),
    ...(fall > CEILING_FALL
      ? [`the clock of the CPU was held down to ${percent(Math.min(...ceilings))} of its highest`]
      : []),
  ];
}

const seconds = (ms: number): string => `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;

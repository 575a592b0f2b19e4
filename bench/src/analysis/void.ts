/**
 * Whether the latency of a block counts. It is void for all designs of the block or for none: a bound on single trials
 * would censor the slower design. Counts stand whatever this says, as long as every planned request was sent. Pure.
 */
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, maxMs, quantileMs, recordUs } from '../stats/histogram.js';
import { CPU_BOUND, LAG_BOUND_MS, STALL_BOUND_MS, UNSENT_BOUND } from './bounds.js';
import { generatorCoresCpuShare, machineCpuShare } from './resources.js';
import { unsentOf, unsentWords } from './unsent.js';

export interface VoidBlock {
  readonly block: number;
  /** In words, with design, figure and bound. */
  readonly reason: string;
}

/** A trial that a person ended has fewer requests in its windows than its neighbour: no fault of the measurement. */
export function cutShort(trials: readonly TrialRecord[]): string | null {
  const cut = trials.find(({ end }) => end?.interrupted !== false);
  return cut === undefined ? null : `${cut.header.design.name} was cut short`;
}

/** @returns why the measurement of the block's latency failed, in words; null where it did not */
export function measurementVoid(trials: readonly TrialRecord[]): string | null {
  for (const trial of trials) {
    const reason = lateWords(trial) ?? unsentTooMany(trial) ?? busyWords(trial);
    if (reason !== null) return reason;
  }
  return null;
}

/** Blocks whose measurement of latency failed, in order. */
export function voidBlocks(trials: readonly TrialRecord[]): VoidBlock[] {
  const numbers = [...new Set(trials.map(({ header }) => header.block))].sort((a, b) => a - b);
  return numbers.flatMap((block) => {
    const reason = measurementVoid(trials.filter(({ header }) => header.block === block));
    return reason === null ? [] : [{ block, reason }];
  });
}

function lateWords({ header, operations }: TrialRecord): string | null {
  const lag = createHistogram();
  for (const { origin, sentUs, readyUs } of operations) if (origin !== 'final') recordUs(lag, sentUs - readyUs);
  const { name } = header.design;
  const longest = maxMs(lag) ?? 0;
  const p99 = quantileMs(lag, 0.99);
  if (p99 !== null && p99 > LAG_BOUND_MS)
    return `the load generator was late (${name}: lag p99 ${p99.toFixed(1)} ms, bound ${LAG_BOUND_MS} ms; max ${longest.toFixed(0)} ms)`;
  // Of a long load a standstill is less than one request in a hundred, and yet it is all that its seconds show.
  return longest > STALL_BOUND_MS
    ? `the load generator stood still (${name}: lag max ${longest.toFixed(0)} ms, bound ${STALL_BOUND_MS} ms)`
    : null;
}

function unsentTooMany(trial: TrialRecord): string | null {
  const { header } = trial;
  return unsentOf(trial) > header.plannedOperations * UNSENT_BOUND
    ? `${header.design.name}: ${unsentWords(trial)}`
    : null;
}

function busyWords(trial: TrialRecord): string | null {
  const { name } = trial.header.design;
  const percent = (share: number): string => `${(share * 100).toFixed(0)} % busy, bound ${CPU_BOUND * 100} %`;
  const machine = machineCpuShare([trial]);
  if (machine !== null && machine > CPU_BOUND) return `the machine was at its limit (${name}: ${percent(machine)})`;
  const cores = generatorCoresCpuShare([trial]);
  return cores !== null && cores > CPU_BOUND
    ? `the cores that the load generator may use were at their limit (${name}: ${percent(cores)})`
    : null;
}

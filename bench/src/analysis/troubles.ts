/**
 * What makes the latency of a trial void, with figure and bound: void.ts makes blocks of it, and warnings say it with advice.
 * Found once a trial, since it takes a walk over all operations. Pure.
 */
import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { carriedQuantile, createHistogram, maxMs, recordUs } from '../stats/histogram.js';
import { CPU_BOUND, GENERATOR_CPU_BOUND, LAG_BOUND_MS, STALL_BOUND_MS, UNSENT_BOUND } from './bounds.js';
import { generatorCoresCpuShare, generatorCpuShare, machineCpuShare } from './resources.js';
import { unsentOf, unsentWords } from './unsent.js';
import type { WarningCode } from './warning-codes.js';

export interface Trouble {
  /** The warning that says it, too. */
  readonly code: Extract<
    WarningCode,
    'generator-lag' | 'generator-stalled' | 'requests-unsent' | 'machine-busy' | 'generator-crowded' | 'generator-busy'
  >;
  /** `the load generator was late` */
  readonly what: string;
  /** `lag p99 40.0 ms, bound 10 ms; max 52 ms` */
  readonly figures: string;
}

export interface TrialTroubles {
  readonly design: string;
  readonly block: number;
  /** The gravest first; empty where latency counts. */
  readonly troubles: readonly Trouble[];
}

export function troublesOf(trial: TrialRecord): TrialTroubles {
  const { design, block } = trial.header;
  const all = [late(trial), unsent(trial), machineBusy(trial), generatorCrowded(trial), generatorBusy(trial)];
  return { design: design.name, block, troubles: all.filter((trouble) => trouble !== null) };
}

function late({ operations }: TrialRecord): Trouble | null {
  const lag = createHistogram();
  for (const { origin, sentUs, readyUs } of inPassing(operations))
    if (origin !== 'final') recordUs(lag, sentUs - readyUs);
  const longest = maxMs(lag) ?? 0;
  // A short trial does not carry a p99; that must not excuse a generator that was late all the time.
  const carried = carriedQuantile(lag, 0.99);
  if (carried !== null && carried.ms > LAG_BOUND_MS)
    return {
      code: 'generator-lag',
      what: 'the load generator was late',
      figures: `lag ${carried.name} ${carried.ms.toFixed(1)} ms, bound ${LAG_BOUND_MS} ms; max ${longest.toFixed(0)} ms`,
    };
  // Of a long load a standstill is less than one request in a hundred, and yet it is all that its seconds show.
  if (longest <= STALL_BOUND_MS) return null;
  return {
    code: 'generator-stalled',
    what: 'the load generator stood still',
    figures: `lag max ${longest.toFixed(0)} ms, bound ${STALL_BOUND_MS} ms`,
  };
}

function unsent(trial: TrialRecord): Trouble | null {
  if (unsentOf(trial) <= trial.header.plannedOperations * UNSENT_BOUND) return null;
  return { code: 'requests-unsent', what: 'the plan was not sent whole', figures: unsentWords(trial) ?? '' };
}

function machineBusy(trial: TrialRecord): Trouble | null {
  const share = machineCpuShare([trial]);
  if (share === null || share <= CPU_BOUND) return null;
  return { code: 'machine-busy', what: 'the machine was at its limit', figures: busy(share, CPU_BOUND) };
}

/** Where the whole machine is busy, its cores are, and nobody has pinned anything. */
function generatorCrowded(trial: TrialRecord): Trouble | null {
  const share = generatorCoresCpuShare([trial]);
  if (share === null || share <= CPU_BOUND || machineBusy(trial) !== null) return null;
  return {
    code: 'generator-crowded',
    what: 'the cores that the load generator may use were at their limit',
    figures: busy(share, CPU_BOUND),
  };
}

function generatorBusy(trial: TrialRecord): Trouble | null {
  const share = generatorCpuShare([trial]);
  const each = share === null ? 0 : share / (trial.end?.generator?.processes ?? 1);
  if (each <= GENERATOR_CPU_BOUND) return null;
  return {
    code: 'generator-busy',
    what: 'the load generator was at its limit',
    figures: `${busy(each, GENERATOR_CPU_BOUND)} of a core for each process`,
  };
}

const busy = (share: number, bound: number): string => `${(share * 100).toFixed(0)} % busy, bound ${bound * 100} %`;

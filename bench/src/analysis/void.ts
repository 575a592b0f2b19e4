/**
 * Whether the latency of a block counts. It is void for all designs of the block or for none: a bound on single trials
 * would censor the slower design. Counts stand whatever this says. Pure.
 */
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, quantileMs, recordUs } from '../stats/histogram.js';
import { machineCpuShare } from './resources.js';
import { CPU_BOUND, LAG_BOUND_MS } from './warnings.js';

/** @returns why the latency of the block is void, in words; null where it counts */
export function latencyVoid(trials: readonly TrialRecord[]): string | null {
  for (const trial of trials) {
    const { name } = trial.header.design;
    if (trial.end?.interrupted !== false) return `${name} was cut short`;
    const lag = createHistogram();
    for (const { origin, sentUs, readyUs } of trial.operations) if (origin !== 'final') recordUs(lag, sentUs - readyUs);
    const lagMs = quantileMs(lag, 0.99);
    if (lagMs !== null && lagMs > LAG_BOUND_MS)
      return `the load generator was late (${name}: lag p99 ${lagMs.toFixed(1)} ms, bound ${LAG_BOUND_MS} ms)`;
    const cpu = machineCpuShare([trial]);
    if (cpu !== null && cpu > CPU_BOUND)
      return `the machine was at its limit (${name}: ${(cpu * 100).toFixed(0)} % busy, bound ${CPU_BOUND * 100} %)`;
  }
  return null;
}

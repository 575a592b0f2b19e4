/**
 * How well this machine can measure right now: what others use or steal of its CPU, how late its timers are, and whether
 * its clock runs at full speed. Takes 300 ms, before a run; the run itself is watched by its own samples.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sampler } from '../runner/sampler.js';

export interface MachineScore {
  /** Share of the time that the hypervisor gave to others, 0–1; null where the system does not tell. */
  readonly stealShare: number | null;
  /** Share of all cores in use before anything of the lab was, 0–1; null where the system does not tell. */
  readonly busyShare: number | null;
  /** How late a timer of one millisecond fires. */
  readonly timerLateMs: { readonly median: number; readonly p95: number; readonly max: number };
  /** What sets the clock of the first core, `performance` or `powersave`; null where the system does not tell. */
  readonly governor: string | null;
  /** Clock of the slowest core, share of its highest; null where the system does not tell. */
  readonly frequencyShare: number | null;
}

const SAMPLE_US = 300_000;
const TIMER_MS = 1;
const CPU_FOLDER = '/sys/devices/system/cpu';

/** @param nowUs monotonic microseconds */
export async function scoreMachine(nowUs: () => number, cores: number): Promise<MachineScore> {
  const sampler = new Sampler();
  const endUs = nowUs() + SAMPLE_US;
  const lateMs: number[] = [];
  for (let beforeUs = nowUs(); beforeUs < endUs; beforeUs = nowUs()) {
    await sleep(TIMER_MS);
    lateMs.push(Math.max(0, (nowUs() - beforeUs) / 1000 - TIMER_MS));
  }
  const { steal, machineCpu } = sampler.sample(0, {});
  return {
    stealShare: steal,
    busyShare: machineCpu,
    timerLateMs: lateness(lateMs),
    governor: firstLine(`${CPU_FOLDER}/cpu0/cpufreq/scaling_governor`),
    frequencyShare: slowestClock(cores),
  };
}

/** @param lateMs at least one */
export function lateness(lateMs: readonly number[]): MachineScore['timerLateMs'] {
  const sorted = [...lateMs].sort((a, b) => a - b);
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

function slowestClock(cores: number): number | null {
  const shares = Array.from({ length: cores }, (_, core) => {
    const folder = `${CPU_FOLDER}/cpu${core}/cpufreq`;
    return Number(firstLine(`${folder}/scaling_cur_freq`)) / Number(firstLine(`${folder}/cpuinfo_max_freq`));
  }).filter((share) => share > 0 && Number.isFinite(share));
  return shares.length === 0 ? null : Math.min(1, ...shares);
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** What makes a machine a poor place to measure latency, with advice. Counts are exact on any machine. Pure. */
import { STEAL_BOUND } from '../analysis/bounds.js';
import type { MachineScore } from './score.js';

export interface MachineDoubt {
  readonly text: string;
  readonly advice: string;
}

/** Beyond these, the machine adds to latency what no design has caused. */
export const BUSY_BOUND = 0.15;
/** A third of the bound on the load generator's lag: what is late before a run is later during it. */
export const TIMER_BOUND_MS = 3;
/** Governors under which the clock follows the load, so that a design that works less gets slower. */
const VARYING = new Set(['powersave', 'ondemand', 'conservative', 'schedutil', 'interactive']);

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

export function machineDoubts({
  stealShare,
  busyShare,
  timerLateMs,
  governor,
  frequencyShare,
}: MachineScore): MachineDoubt[] {
  const doubts: MachineDoubt[] = [];
  if (stealShare !== null && stealShare > STEAL_BOUND) {
    doubts.push({
      text: `the hypervisor takes ${percent(stealShare)} of the time, bound ${percent(STEAL_BOUND)}`,
      advice: 'wait until the neighbours are quiet, or use a machine of your own',
    });
  }
  if (busyShare !== null && busyShare > BUSY_BOUND) {
    doubts.push({
      text: `other programs use ${percent(busyShare)} of the machine, bound ${percent(BUSY_BOUND)}`,
      advice: 'close them, or wait',
    });
  }
  if (timerLateMs.p95 > TIMER_BOUND_MS) {
    doubts.push({
      text: `timers are late: one in twenty by more than ${timerLateMs.p95.toFixed(1)} ms, bound ${TIMER_BOUND_MS} ms`,
      advice: 'free the machine: the load generator would be as late',
    });
  }
  if (governor !== null && VARYING.has(governor)) {
    const now = frequencyShare === null ? '' : `, now ${percent(frequencyShare)} of its highest`;
    doubts.push({
      text: `the clock of the CPU follows the load (${governor}${now})`,
      advice: 'for figures to quote: cpupower frequency-set -g performance, as root',
    });
  }
  return doubts;
}

/** `0.0 % stolen, 3 % in use, timers late by 0.1 ms (p95 0.3, max 1.2), governor performance` */
export function machineWords({ stealShare, busyShare, timerLateMs, governor }: MachineScore): string {
  const { median, p95, max } = timerLateMs;
  return [
    ...(stealShare === null ? [] : [`${percent(stealShare)} stolen`]),
    ...(busyShare === null ? [] : [`${percent(busyShare)} in use`]),
    `timers late by ${median.toFixed(1)} ms (p95 ${p95.toFixed(1)}, max ${max.toFixed(1)})`,
    ...(governor === null ? [] : [`governor ${governor}`]),
  ].join(', ');
}

/**
 * The windows before / fault / after: planned intervals of the intended start, never of a measured recovery. Pure.
 *
 * before: from the end of the warm-up to the first fault; fault: from there to the end of the last one plus `settle`;
 * after: the rest. Without a fault everything after the warm-up is `before`.
 */
import type { FaultSpec, Scenario } from '../scenario/scenario.js';

export type WindowName = 'before' | 'fault' | 'after';
/** Milliseconds of load, [from, to). */
export type Interval = readonly [number, number];
export type Windows = Readonly<Record<WindowName, Interval | null>>;

export function windowsOf({ load, faults, settleMs }: Pick<Scenario, 'load' | 'faults' | 'settleMs'>): Windows {
  const { warmUpMs, durationMs } = load;
  if (faults.length === 0) return { before: interval(warmUpMs, durationMs), fault: null, after: null };
  const first = Math.min(...faults.map(({ atMs }) => atMs));
  const last = Math.min(durationMs, Math.max(...faults.map(endMs)) + settleMs);
  return { before: interval(warmUpMs, first), fault: interval(first, last), after: interval(last, durationMs) };
}

function endMs(fault: FaultSpec): number {
  return 'forMs' in fault ? fault.atMs + fault.forMs : fault.atMs;
}

function interval(from: number, to: number): Interval | null {
  return to > from ? [from, to] : null;
}

/** Window of a moment of load, milliseconds; null for the warm-up. */
export function windowAt(windows: Windows, atMs: number): WindowName | null {
  for (const name of ['before', 'fault', 'after'] as const) {
    const window = windows[name];
    if (window !== null && atMs >= window[0] && atMs < window[1]) return name;
  }
  return null;
}

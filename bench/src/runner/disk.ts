/** Room for the record of a run: asked for before it, watched during it. */
import { LabError } from '../errors.js';
import type { Scenario } from '../scenario/scenario.js';

/** Below this a trial ends, while there is still room to write what it has: the packed history, dumps, report, charts. */
export const LEAST_FREE_BYTES = 64e6;

/** Of one operation: its line, its journal lines, and the logs of whoever carried it, before anything is packed. */
const LOOSE_BYTES = 1500;
/** And packed, as it stays. */
const PACKED_BYTES = 250;

/** About what a run writes at most at one time. */
export function neededBytes(scenarios: readonly Scenario[], blocks: number): number {
  const operations = scenarios.map(({ load }) => load.ratePerSecond * (load.durationMs / 1000));
  const loose = Math.max(0, ...operations) * LOOSE_BYTES;
  const packed = scenarios.reduce(
    (sum, { designs }, i) => sum + (operations[i] ?? 0) * designs.length * blocks * PACKED_BYTES,
    0,
  );
  return LEAST_FREE_BYTES + loose + packed;
}

/** @throws LabError LAB_DISK_FULL naming what was found and what is expected */
export function assertRoom(folder: string, free: number | null, needed: number): void {
  if (free === null || free >= needed) return;
  throw new LabError(
    'LAB_DISK_FULL',
    `${folder}: found ${megabytes(free)} free, expected ${megabytes(needed)} for this run`,
    'free some room, or write elsewhere with --out; nothing was started',
  );
}

/** What ends a trial in the middle of it. */
export function diskFull(folder: string, free: number): LabError {
  return new LabError(
    'LAB_DISK_FULL',
    `the disk of ${folder} is full: ${megabytes(free)} left, bound ${megabytes(LEAST_FREE_BYTES)}; the trial was ended`,
    'free some room, or write elsewhere with --out',
  );
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;

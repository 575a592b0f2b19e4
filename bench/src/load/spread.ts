/** How many processes a load takes, and what each may use. Pure. */
import { longestJourneyMs, meanOperations } from '../plan/journey.js';
import type { LoadSpec } from '../scenario/scenario.js';

/**
 * Requests a second that one process sends in time, whatever else it does: a third of what it can (`npm run bench:driver`),
 * since what is due at a random moment waits for what is under way, and the longer the busier the process is.
 */
export const RATE_PER_PROCESS = 5000;
/**
 * People alive in one process: each costs about 4 KB, and the garbage collector walks through all of them (108,000 took
 * 414 MB of heap, and its longest pause was 13 ms).
 */
export const ALIVE_PER_PROCESS = 150_000;
/** Of all processes together: HAProxy meets each connection twice, and a process may often have 20,000 descriptors. */
export const MAX_CONNECTIONS = 9000;

/** @param cores of the machine: more processes than that would only wait for each other */
export function processesFor(load: LoadSpec, cores: number): number {
  const wanted = Math.max(load.ratePerSecond / RATE_PER_PROCESS, peopleAlive(load) / ALIVE_PER_PROCESS);
  return Math.min(Math.max(1, Math.ceil(wanted)), Math.max(1, cores));
}

/** At once, once the arrivals have filled up, by Little's law: at most, as a journey may be as long as the longest. */
export function peopleAlive(load: LoadSpec): number {
  return (load.ratePerSecond / meanOperations(load)) * (longestJourneyMs(load) / 1000);
}

export function connectionsPerProcess(processes: number): number {
  return Math.floor(MAX_CONNECTIONS / processes);
}

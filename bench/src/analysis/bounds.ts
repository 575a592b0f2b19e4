/** Beyond these a measurement does not count. Stated in every message that they cause. */

/** Generator lag p99 beyond this voids latency. */
export const LAG_BOUND_MS = 10;
/** One request later than this voids latency: the generator stood still. Opening 5,000 connections at once takes 350 ms. */
export const STALL_BOUND_MS = 1000;
/** Machine CPU, or CPU of the cores that the generator may use, above this voids latency. */
export const CPU_BOUND = 0.7;
/**
 * CPU of each process of the generator, of one core, above this voids latency: what it owes then waits for itself. At its
 * 0.1 ms a request, one that is nine tenths busy lets a request wait for half a millisecond on average.
 */
export const GENERATOR_CPU_BOUND = 0.9;
/** More than this share of the planned requests unsent voids latency; a single one makes the counts unknown. */
export const UNSENT_BOUND = 0.001;
/** CPU time taken by the hypervisor, or by a quota on the processes. */
export const STEAL_BOUND = 0.02;
export const THROTTLED_BOUND = 0.01;
/** Offered of asked; a plan's own chance makes a few per cent. */
export const RATE_BOUND = 0.8;
/** Sent in time of offered. */
export const ACHIEVED_BOUND = 0.95;

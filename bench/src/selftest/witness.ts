/** What a known server saw of its own doing, by its own clock, which is the clock of every process of the machine. */

/** An answer that it was told to hold back. Monotonic microseconds. */
export interface HeldAnswer {
  readonly operation: number;
  readonly arrivedUs: number;
  /** No byte of the answer left before. */
  readonly leavingUs: number;
  /** By then it was handed to the socket. */
  readonly leftUs: number;
}

/** Written when the server ends. */
export interface Witness {
  /** In order of their leaving; empty where the server was to hold nothing back. */
  readonly held: readonly HeldAnswer[];
}

/** How long it really held its answers at a quantile, milliseconds; null where it held none. */
export function heldMs({ held }: Witness, quantile: number): number | null {
  const heldUs = held.map(({ arrivedUs, leftUs }) => leftUs - arrivedUs).sort((a, b) => a - b);
  const us = quantileOf(heldUs, quantile);
  return us === null ? null : us / 1000;
}

/** Value that so large a share of an ascending list does not exceed; null for an empty list. */
export function quantileOf(ascending: readonly number[], quantile: number): number | null {
  return ascending[Math.max(0, Math.ceil(ascending.length * quantile) - 1)] ?? null;
}

/**
 * Whether the latency of a block counts. It is void for all designs of the block or for none: a bound on single trials
 * would censor the slower design. Counts stand whatever this says, as long as every planned request was sent. Pure.
 */
import type { TrialRecord } from '../history/trial.js';
import type { TrialTroubles } from './troubles.js';

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

/** Blocks whose measurement of latency failed, in order, with the first trouble of each. */
export function voidBlocks(trials: readonly TrialTroubles[]): VoidBlock[] {
  const byBlock = new Map<number, string>();
  for (const { design, block, troubles } of trials) {
    const [first] = troubles;
    if (first !== undefined && !byBlock.has(block)) byBlock.set(block, `${first.what} (${design}: ${first.figures})`);
  }
  return [...byBlock].map(([block, reason]) => ({ block, reason })).sort((a, b) => a.block - b.block);
}

/**
 * The trial that a run of several blocks throws away: the first one on a machine that has been idle was 5–12 % slower than
 * those after it (files not read yet, clocks not up), and would put that on whichever design came first. Pure.
 */
import { longestJourneyMs } from '../plan/journey.js';
import type { Design, Scenario } from '../scenario/scenario.js';

/** What is loaded beyond the longest journey, without which nobody would get through. */
const BEYOND_JOURNEY_MS = 3000;
/** No block has this number, so that nobody else gets its plan. */
export const DISCARDED_BLOCK = 0;

export interface DiscardedTrial {
  /** The first scenario of the run, short and without its faults. */
  readonly scenario: Scenario;
  /** Its first design. */
  readonly design: Design;
  readonly block: typeof DISCARDED_BLOCK;
}

/** @returns null with one block, whose latency is not judged */
export function discardedTrial(scenarios: readonly Scenario[], blocks: number): DiscardedTrial | null {
  const [scenario] = scenarios;
  const [design] = scenario?.designs ?? [];
  if (blocks < 2 || scenario === undefined || design === undefined) return null;
  const { load } = scenario;
  const durationMs = Math.min(load.durationMs, longestJourneyMs(load) + BEYOND_JOURNEY_MS);
  return { scenario: { ...scenario, faults: [], load: { ...load, durationMs } }, design, block: DISCARDED_BLOCK };
}

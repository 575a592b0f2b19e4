/**
 * Which trials there are, and in which order: a trial is one design on so many nodes, on a fresh cluster; a round has each
 * of them once. The designs of a number of nodes run right after one another in random order, so that a machine which
 * grows slower meanwhile weighs on all of them alike. Pure.
 */
import { createDice, shuffled } from '../plan/dice.js';
import type { DesignName } from '../scenario/designs.js';

export interface TrialPlace {
  readonly design: DesignName;
  readonly nodes: number;
  /** From 1. */
  readonly round: number;
}

export interface CapacityPlan {
  readonly designs: readonly DesignName[];
  readonly nodeCounts: readonly number[];
  readonly rounds: number;
  /** Of a level of the search; longer where so few requests carry no p99. What is reported is measured for twice as long. */
  readonly probeMs: number;
  readonly mostConnections: number;
}

/** Every number up to here, then ever fewer. */
const EVERY_COUNT_TO = 6;
const FURTHER_COUNTS = [8, 12, 16, 24, 32];

/** Numbers of nodes from 1 to N, N among them. */
export function nodeCountsTo(most: number): number[] {
  const every = Array.from({ length: Math.min(most, EVERY_COUNT_TO) }, (_, index) => index + 1);
  return [...new Set([...every, ...FURTHER_COUNTS.filter((count) => count < most), most])];
}

export function trialsOf({ designs, nodeCounts, rounds }: CapacityPlan, seed: number): TrialPlace[] {
  return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) => {
    const dice = createDice('capacity', seed, round);
    return shuffled(nodeCounts, dice).flatMap((nodes) =>
      shuffled(designs, dice).map((design) => ({ design, nodes, round })),
    );
  });
}

/** Start, signing in, warm-up and end of a trial. Measured. */
const AROUND_TRIAL_SECONDS = 3.2;
/** A probe's own start and end: visitors that are new, connections, counters. Measured. */
const AROUND_PROBE_SECONDS = 0.25;
/** Levels of a search that begins anew, and of one that begins where the round before ended. Measured. */
const FIRST_LEVELS = 5.5;
const LATER_LEVELS = 3.5;
/** Confirmations, each as long as two levels. Measured. */
const CONFIRMATIONS = 1.2;

/** About how long all of them take. */
export function capacitySeconds({ designs, nodeCounts, rounds, probeMs }: CapacityPlan): number {
  const places = designs.length * nodeCounts.length;
  const levels = FIRST_LEVELS + LATER_LEVELS * (rounds - 1);
  const probes = levels + CONFIRMATIONS * rounds;
  const seconds = ((levels + 2 * CONFIRMATIONS * rounds) * probeMs) / 1000;
  return places * (AROUND_TRIAL_SECONDS * rounds + probes * AROUND_PROBE_SECONDS + seconds);
}

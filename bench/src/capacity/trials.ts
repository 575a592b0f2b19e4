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
  /** Of each node, before anything counts: a process that has just started is slow. */
  readonly warmUpMs: number;
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

/** Start and end of a trial's cluster, and for each node, signing in beside the warm-up. */
const AROUND_TRIAL_SECONDS = 2;
const A_NODE_SECONDS = 0.15;
/** A probe's own start and end: visitors that are new, connections, counters. */
const AROUND_PROBE_SECONDS = 0.25;
/** A probe is at least so long: a p99 takes a thousand requests. */
const P99_SECONDS = 0.45;
/** Levels of a search that begins anew, and of one that begins where the round before ended. */
const FIRST_LEVELS = 4.5;
const LATER_LEVELS = 3.5;
/** Confirmations, each as long as two levels. */
const CONFIRMATIONS = 1.2;

/** About how long all of them take. */
export function capacitySeconds({ designs, nodeCounts, rounds, probeMs, warmUpMs }: CapacityPlan): number {
  const nodes = nodeCounts.reduce((sum, count) => sum + count, 0);
  const starts = rounds * (nodeCounts.length * AROUND_TRIAL_SECONDS + nodes * (A_NODE_SECONDS + warmUpMs / 1000));
  const levels = FIRST_LEVELS + LATER_LEVELS * (rounds - 1);
  const confirmations = CONFIRMATIONS * rounds;
  const load = (leastMs: number): number => Math.max(P99_SECONDS, leastMs / 1000) + AROUND_PROBE_SECONDS;
  const probes = levels * load(probeMs) + confirmations * load(2 * probeMs);
  return designs.length * (starts + nodeCounts.length * probes);
}

/** Simulated clusters of known truth, judged by the rules, and by the rules without one of their clauses. Pure. */
import { CLAUSES, type Clause } from '../checkers/clauses.js';
import { judge } from '../checkers/judge.js';
import { compareWithTruth } from '../simulator/compare.js';
import { simulate } from '../simulator/simulate.js';

export const CLAUSE_NAMES = Object.keys(CLAUSES) as Clause[];

/** How often each: `intact called misrouted`. */
export type Kinds = Readonly<Record<string, number>>;

/** Sums over some clusters. */
export interface Tally {
  readonly clusters: number;
  /** With a known write, or leaked: those that have a class. */
  readonly births: number;
  readonly misjudged: number;
  /** The record cannot tell, the verdict says so, and the circumstances are those. */
  readonly undecided: number;
  /** Births misjudged without each clause that was tried, by what they were taken for. */
  readonly without: Readonly<Partial<Record<Clause, Kinds>>>;
}

export const NO_CLUSTERS: Tally = { clusters: 0, births: 0, misjudged: 0, undecided: 0, without: {} };

/** @param clauses to be switched off, one after the other */
export function judgeCluster(seed: number, clauses: readonly Clause[]): Tally {
  const simulation = simulate(seed);
  const { births, misjudged, undecided } = compareWithTruth(simulation, judge(simulation.trial));
  const without = Object.fromEntries(
    clauses.map((clause) => {
      const { misjudged } = compareWithTruth(simulation, judge(simulation.trial, new Set([clause])));
      return [clause, misjudged.map(({ kind }) => ({ [kind]: 1 })).reduce<Kinds>(addKinds, {})];
    }),
  );
  return { clusters: 1, births, misjudged: misjudged.length, undecided, without };
}

export function addTallies(one: Tally, other: Tally): Tally {
  const tried = CLAUSE_NAMES.filter((clause) => clause in one.without || clause in other.without);
  return {
    clusters: one.clusters + other.clusters,
    births: one.births + other.births,
    misjudged: one.misjudged + other.misjudged,
    undecided: one.undecided + other.undecided,
    without: Object.fromEntries(
      tried.map((clause) => [clause, addKinds(one.without[clause] ?? {}, other.without[clause] ?? {})]),
    ),
  };
}

function addKinds(one: Kinds, other: Kinds): Kinds {
  const sum: Record<string, number> = { ...one };
  for (const [kind, births] of Object.entries(other)) sum[kind] = (sum[kind] ?? 0) + births;
  return sum;
}

/**
 * The search for the highest rate that meets a latency target. Load is a closed loop, so what can be set is the number of
 * connections: more of them bring more requests, up to where the cluster is busy, and longer waiting all the way. So they
 * are doubled until the target is missed or the rate rises no more, then halved into between. Which level comes next
 * follows from the levels tried so far, and from nothing else. Pure.
 */

/** One level of load, as it was measured. */
export interface Tried {
  readonly connections: number;
  readonly perSecond: number;
  readonly meetsTarget: boolean;
}

/**
 * What ended the search: `target`: more connections miss it; `rate`: more connections bring no more requests;
 * `connections`: there are no more; `unreachable`: even one request at a time misses the target.
 */
export type Bound = 'target' | 'rate' | 'connections' | 'unreachable';

export interface SearchLimits {
  /** Connections of the first level. */
  readonly start: number;
  /** Connections at most. */
  readonly most: number;
}

export type NextStep = { readonly connections: number } | { readonly bound: Bound };

/** Four times the connections must bring so much more, or the rate is held to rise no more. */
const RISES = 1.05;
/** Between the highest level that meets the target and the lowest that misses it, halving ends here. */
const CLOSE = 1.2;

export function nextStep(tried: readonly Tried[], { start, most }: SearchLimits): NextStep {
  if (tried.length === 0) return { connections: Math.min(start, most) };
  const missed = Math.min(...tried.filter(({ meetsTarget }) => !meetsTarget).map(({ connections }) => connections));
  const met = metBelow(tried, missed);
  const highest = Math.max(...met.map(({ connections }) => connections));
  if (met.length === 0) {
    return missed === 1 ? { bound: 'unreachable' } : { connections: Math.floor(missed / 2) };
  }
  if (!risesStill(met)) return { bound: 'rate' };
  if (missed === Number.POSITIVE_INFINITY) {
    return highest >= most ? { bound: 'connections' } : { connections: Math.min(most, 2 * highest) };
  }
  const between = Math.round(Math.sqrt(highest * missed));
  const isClose = missed <= highest * CLOSE || between <= highest || between >= missed;
  return isClose ? { bound: 'target' } : { connections: between };
}

/**
 * Levels that meet the target, in the order in which they are to be confirmed: the fewest connections among those whose
 * rate is next to the highest first, since what lies above it is waiting without gain; then those with fewer.
 */
export function candidates(tried: readonly Tried[]): number[] {
  const missed = Math.min(...tried.filter(({ meetsTarget }) => !meetsTarget).map(({ connections }) => connections));
  const met = [...metBelow(tried, missed)].sort((a, b) => a.connections - b.connections);
  const highest = Math.max(...met.map(({ perSecond }) => perSecond));
  const first = met.findIndex(({ perSecond }) => perSecond * NEXT_TO >= highest);
  return met
    .slice(0, first + 1)
    .map(({ connections }) => connections)
    .reverse();
}
/** Rates nearer to each other than this differ by chance. */
const NEXT_TO = 1.02;

/** One level that meets the target above one that misses it is luck. */
function metBelow(tried: readonly Tried[], missed: number): Tried[] {
  return tried.filter(({ meetsTarget, connections }) => meetsTarget && connections < missed);
}

/** The highest level against all that have at most a quarter of its connections. */
function risesStill(met: readonly Tried[]): boolean {
  const highest = met.reduce((a, b) => (b.connections > a.connections ? b : a));
  const quarter = met.filter(({ connections }) => connections * 4 <= highest.connections);
  if (quarter.length === 0) return true;
  return highest.perSecond >= RISES * Math.max(...quarter.map(({ perSecond }) => perSecond));
}

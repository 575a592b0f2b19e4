/** From trials to findings: the rate of each design on so many nodes with its spread, who was at its limit, and the law. Pure. */
import { CPU_BOUND } from '../analysis/bounds.js';
import { medianOf } from '../stats/moments.js';
import { fitScaling, type ScalingPoint, scaled } from '../stats/scalability.js';
import type {
  CapacityPoint,
  CapacityTrial,
  Component,
  DesignCapacity,
  LawFindings,
  Probe,
  SessionWeight,
} from './findings.js';

/** From this share of what it can do, a part sets the pace. */
export const SATURATED = 0.85;

type Busy = Probe['busy'];
const LIMITS: Readonly<Record<Component, number>> = {
  nodes: SATURATED,
  redis: SATURATED,
  balancer: SATURATED,
  generator: SATURATED,
  machine: CPU_BOUND,
};

export function saturatedIn(busy: Busy): Component[] {
  return (Object.keys(LIMITS) as Component[]).filter((part) => (busy[part] ?? 0) >= LIMITS[part]);
}

/** What a trial reports; null where nothing met the target twice. */
export function reported({ confirmations }: CapacityTrial): Probe | null {
  return confirmations.find(({ meetsTarget }) => meetsTarget) ?? null;
}

/** @param trials of one design, at least one */
export function designCapacity(trials: readonly CapacityTrial[], session: SessionWeight): DesignCapacity {
  const counts = [...new Set(trials.map(({ nodes }) => nodes))].sort((a, b) => a - b);
  const points = counts.map((nodes) =>
    pointOf(
      nodes,
      trials.filter((trial) => trial.nodes === nodes),
    ),
  );
  return { points, session, law: lawOf(trials, points) };
}

function pointOf(nodes: number, trials: readonly CapacityTrial[]): CapacityPoint {
  const inOrder = [...trials].sort((a, b) => a.round - b.round);
  const probes = inOrder.map(reported);
  const found = probes.filter((probe) => probe !== null);
  const bound = mostFrequent(inOrder.map((trial) => trial.bound));
  const rounds = probes.map((probe) => probe?.perSecond ?? null);
  if (found.length === 0) {
    const reason =
      bound === 'unreachable'
        ? 'even one request at a time misses the target'
        : 'what met the target in the search missed it when it was measured again';
    const none = { perSecond: null, lowest: null, highest: null, connections: null, p50Ms: null, p99Ms: null };
    return { nodes, rounds, reason, bound, saturated: [], cpuUs: null, busy: null, ...none };
  }
  const median = (of: (probe: Probe) => number): number => medianOf(found.map(of));
  const medianOrNull = (of: (probe: Probe) => number | null): number | null => {
    const known = found.map(of).filter((value) => value !== null);
    return known.length === 0 ? null : medianOf(known);
  };
  const busy: Busy = {
    nodes: median((one) => one.busy.nodes),
    redis: medianOrNull((one) => one.busy.redis),
    balancer: medianOrNull((one) => one.busy.balancer),
    generator: median((one) => one.busy.generator),
    machine: median((one) => one.busy.machine),
    others: median((one) => one.busy.others),
  };
  return {
    nodes,
    perSecond: median(({ perSecond }) => perSecond),
    lowest: Math.min(...found.map(({ perSecond }) => perSecond)),
    highest: Math.max(...found.map(({ perSecond }) => perSecond)),
    rounds,
    reason:
      found.length === probes.length
        ? null
        : `${probes.length - found.length} of ${probes.length} rounds found no rate`,
    connections: median(({ connections }) => connections),
    p50Ms: medianOrNull(({ p50Ms }) => p50Ms),
    p99Ms: medianOrNull(({ p99Ms }) => p99Ms),
    bound,
    saturated: saturatedIn(busy),
    cpuUs: {
      nodes: median((one) => one.cpuUs.nodes),
      redis: medianOrNull((one) => one.cpuUs.redis),
      balancer: medianOrNull((one) => one.cpuUs.balancer),
      generator: median((one) => one.cpuUs.generator),
    },
    busy,
  };
}

/**
 * The law is the nodes' own only where they are what is busy: on a machine at its limit, or before a generator at its
 * limit, further nodes bring nothing whatever the design.
 */
function lawOf(trials: readonly CapacityTrial[], points: readonly CapacityPoint[]): LawFindings {
  const measured = trials.flatMap((trial) => {
    const probe = reported(trial);
    return probe === null ? [] : [{ nodes: trial.nodes, round: trial.round, perSecond: probe.perSecond }];
  });
  const fit = fitOf(measured);
  const where = (concerned: (point: CapacityPoint) => boolean): string | null => {
    const counts = points.filter(concerned).map(({ nodes }) => nodes);
    return counts.length === 0
      ? null
      : `with ${listed(counts)} ${counts.length === 1 && counts[0] === 1 ? 'node' : 'nodes'}`;
  };
  const nowhere = where(({ perSecond }) => perSecond === null);
  const machine = where(({ saturated }) => saturated.includes('machine'));
  const generator = where(({ saturated }) => saturated.includes('generator'));
  const idle = where(({ saturated, busy }) => busy !== null && !saturated.includes('nodes'));
  const reasons = [
    fit === null ? 'the law has three parameters, and fewer numbers of nodes were measured' : null,
    fit !== null && fit.residualSpread === null ? 'there are no more measurements than parameters' : null,
    nowhere === null ? null : `nothing met the target ${nowhere}`,
    machine === null ? null : `the machine was at its limit ${machine}`,
    generator === null ? null : `the load generator was at its limit ${generator}`,
    idle === null ? null : `the nodes had CPU left ${idle}`,
  ].filter((reason) => reason !== null);
  return { verdict: reasons.length === 0 ? 'known' : 'unknown', reasons, fit };
}

interface MeasuredRate extends ScalingPoint {
  readonly round: number;
}

/** Over all rounds together; what each round alone would give shows how far the parameters are to be trusted. */
function fitOf(measured: readonly MeasuredRate[]): LawFindings['fit'] {
  const found = fitScaling(measured);
  if (found === null) return null;
  const { residuals, ...law } = found;
  const rounds = [...new Set(measured.map(({ round }) => round))].sort((a, b) => a - b);
  return {
    ...law,
    residuals: measured.map(({ nodes, round, perSecond }, index) => ({
      nodes,
      round,
      measured: perSecond,
      fitted: scaled(found, nodes),
      residual: residuals[index] ?? 0,
    })),
    byRound: rounds.flatMap((round) => {
      const alone = fitScaling(measured.filter((rate) => rate.round === round));
      if (alone === null) return [];
      const { perNode, contention, coherency } = alone;
      return [{ round, perNode, contention, coherency }];
    }),
  };
}

/** `1, 2 and 4` */
export function listed(values: readonly (number | string)[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}

function mostFrequent<T>(values: readonly T[]): T {
  const times = (value: T): number => values.filter((other) => other === value).length;
  const [first] = [...values].sort((a, b) => times(b) - times(a));
  if (first === undefined) throw new RangeError('a point without a trial');
  return first;
}

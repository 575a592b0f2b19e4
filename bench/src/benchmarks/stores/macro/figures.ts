/** From slices to figures: one a cell and design, and ratios between designs, each of slices of one round. Pure. */
import { groupBy } from '../../../checkers/grouping.js';
import { type LatencyHistogram, quantileMs } from '../../../stats/histogram.js';
import { medianOf } from '../../../stats/moments.js';
import { type Ratio, ratioByRound } from '../../../stats/ratio.js';
import type { SliceFigures } from './measured-slice.js';
import type { Cell, Compared, Slice } from './rounds.js';

/** Of one design in one cell: the median of its rounds, latency of all of them together. */
export interface CellFigures extends Cell {
  readonly design: Compared;
  readonly perSecond: number;
  /** null where the sample is too small for it. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** CPU microseconds a request. */
  readonly nodeCpuUs: number;
  readonly redisCpuUs: number | null;
  readonly redisCommands: number | null;
  /** To and from Redis, a request. */
  readonly redisBytes: number | null;
  /** As the store says, as Redis says, or of the cookie; null where nobody knows. */
  readonly sessionBytes: number | null;
  readonly nodeBusy: number;
  readonly generatorBusy: number;
}

export interface NotStorableCell {
  readonly design: Compared;
  readonly items: number;
  /** Longer than a browser keeps. */
  readonly cookieBytes: number;
}

export interface MacroFigures {
  /** Visitors, each with a connection and a session of its own. */
  readonly connections: number;
  readonly itemBytes: number;
  readonly sliceMs: number;
  readonly rounds: number;
  readonly cells: readonly CellFigures[];
  readonly notStorable: readonly NotStorableCell[];
  /** All that was measured, in the order in which it was. */
  readonly slices: readonly SliceFigures[];
}

export const cellKey = ({ design, mix, items }: Omit<Slice, 'round'>): string => `${design} ${mix} ${items}`;

/** @param latencies by {@link cellKey} */
export function cellsOf(
  slices: readonly SliceFigures[],
  latencies: ReadonlyMap<string, LatencyHistogram>,
  sessionBytes: (design: Compared, items: number) => number | null,
): CellFigures[] {
  return [...groupBy(slices, cellKey)].map(([key, group]) => {
    const [{ design, mix, items }] = group as [SliceFigures];
    const latency = latencies.get(key);
    const median = (figure: (slice: SliceFigures) => number): number => medianOf(group.map(figure));
    const ofRedis = (figure: (redis: NonNullable<SliceFigures['redis']>) => number): number | null => {
      const values = group.flatMap(({ redis }) => (redis === null ? [] : [figure(redis)]));
      return values.length === 0 ? null : medianOf(values);
    };
    return {
      design,
      mix,
      items,
      perSecond: median((slice) => slice.perSecond),
      p50Ms: latency === undefined ? null : quantileMs(latency, 0.5),
      p99Ms: latency === undefined ? null : quantileMs(latency, 0.99),
      nodeCpuUs: median((slice) => slice.nodeCpuUs),
      redisCpuUs: ofRedis((redis) => redis.cpuUs),
      redisCommands: ofRedis((redis) => redis.commands),
      redisBytes: ofRedis((redis) => redis.bytes),
      sessionBytes: sessionBytes(design, items),
      nodeBusy: median((slice) => slice.nodeBusy),
      generatorBusy: median((slice) => slice.generatorBusy),
    };
  });
}

/** One design against another in one cell, each figure as design over baseline. */
export interface Comparison extends Cell {
  readonly design: Compared;
  readonly baseline: Compared;
  /** Requests a second: above 1 is a gain. */
  readonly throughput: Ratio;
  /** CPU a request of the node: below 1 is a gain. */
  readonly nodeCpu: Ratio;
  /** CPU a request of node and Redis together: below 1 is a gain. */
  readonly allCpu: Ratio;
}

/** What is compared with what: each of ours with what people use in its place, and the two with each other. */
export const PAIRS = [
  ['stateless', 'stateless-blob'],
  ['stateless', 'stateful'],
  ['stateless', 'stateless-sealed'],
  ['stateful', 'stateful-naive'],
] as const satisfies readonly (readonly [design: Compared, baseline: Compared])[];

/** @returns null where one of them was not measured in the cell */
export function compare(
  slices: readonly SliceFigures[],
  { mix, items }: Cell,
  design: Compared,
  baseline: Compared,
): Comparison | null {
  const of = (name: Compared): SliceFigures[] =>
    slices.filter((slice) => slice.mix === mix && slice.items === items && slice.design === name);
  const [ours, theirs] = [of(design), of(baseline)];
  const throughput = ratioByRound(ours, theirs, (slice) => slice.perSecond);
  const nodeCpu = ratioByRound(ours, theirs, (slice) => slice.nodeCpuUs);
  const allCpu = ratioByRound(ours, theirs, (slice) => slice.nodeCpuUs + (slice.redis?.cpuUs ?? 0));
  if (throughput === null || nodeCpu === null || allCpu === null) return null;
  return { mix, items, design, baseline, throughput, nodeCpu, allCpu };
}

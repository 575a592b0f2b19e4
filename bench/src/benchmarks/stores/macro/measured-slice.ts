/** A slice with the counters around it: what the node and Redis counted of the load, and whether all of it fits together. */
import { cpus } from 'node:os';
import process from 'node:process';
import type { NodeStats } from '@session-lab/checkout/protocol';
import { parseStats } from '../../../cluster/process/answers.js';
import { getText } from '../../../cluster/process/loopback.js';
import { LabError } from '../../../errors.js';
import { DESIGNS } from '../../../scenario/designs.js';
import { placeOf } from '../../../scenario/stores.js';
import type { LatencyHistogram } from '../../../stats/histogram.js';
import { loadSlice } from '../../closed-loop/load-slice.js';
import { misfitsOf, type SliceCounts } from '../../closed-loop/misfits.js';
import { type RedisReading, type RedisUse, readRedis, useBetween } from '../../closed-loop/redis-meter.js';
import type { Visitor } from '../../closed-loop/visitors.js';
import type { Slice } from './rounds.js';
import type { Stage } from './stage.js';

/** Figures of one slice; those per request are over all of its requests. */
export interface SliceFigures extends Slice {
  /** Sent, answered, and counted by the node: the same number. */
  readonly requests: number;
  /** While all connections were busy. */
  readonly perSecond: number;
  readonly nodeCpuUs: number;
  /** Of Redis, per request; null where the design has none. */
  readonly redis: { readonly cpuUs: number; readonly commands: number; readonly bytes: number } | null;
  /** CPU seconds of the node's process in a second of the slice. */
  readonly nodeBusy: number;
  /** Share of the time in which the generator had something to do. */
  readonly generatorBusy: number;
  /** CPU seconds in a second of the slice of which the benchmark knows nothing: other programs of the machine. */
  readonly othersBusy: number;
}

export interface MeasuredSlice {
  readonly figures: SliceFigures;
  readonly latency: LatencyHistogram;
}

export interface SliceContext {
  readonly stage: Stage;
  readonly visitors: readonly Visitor[];
  readonly durationMs: number;
  readonly nowUs: () => number;
}

/** @throws LabError LAB_MEASUREMENT_VOID when an answer is wrong or the counts do not fit */
export async function measureSlice(slice: Slice, context: SliceContext): Promise<MeasuredSlice> {
  const { stage, visitors, durationMs, nowUs } = context;
  const { port, adminPort } = stage.node(slice.design);
  const before = await readCounters(adminPort, stage.redisPort);
  const fromUs = nowUs();
  const answers = await loadSlice({ port, mix: slice.mix, visitors, durationMs, nowUs, signal: stage.signal });
  stage.mustStand();
  const tookUs = nowUs() - fromUs;
  const after = await readCounters(adminPort, stage.redisPort);
  const counted = after.node.requests - before.node.requests;
  const use = before.redis === null || after.redis === null ? null : useBetween(before.redis, after.redis);
  const shares = placeOf(DESIGNS[slice.design]) === 'shared';
  refuseMisfits(slice, {
    answers,
    counted,
    inFlight: after.node.inFlight,
    strayCommands: shares ? 0 : (use?.commands ?? 0),
  });
  const nodeCpuSeconds = after.node.cpuSeconds - before.node.cpuSeconds;
  const figures: SliceFigures = {
    ...slice,
    requests: counted,
    perSecond: answers.answeredWhileBusy / (answers.busyUs / 1e6),
    nodeCpuUs: (nodeCpuSeconds * 1e6) / counted,
    redis: shares && use !== null ? perRequest(use, counted) : null,
    nodeBusy: (nodeCpuSeconds * 1e6) / tookUs,
    generatorBusy: answers.generatorBusy,
    othersBusy: othersUs(before, after) / tookUs,
  };
  return { figures, latency: answers.latency };
}

interface Counters {
  readonly node: NodeStats;
  readonly redis: RedisReading | null;
  /** CPU microseconds of the whole machine, and of this process. */
  readonly machineUs: number;
  readonly ownUs: number;
}

async function readCounters(adminPort: number, redisPort: number | null): Promise<Counters> {
  const redis = redisPort === null ? null : await readRedis(redisPort);
  const node = parseStats(await getText(adminPort, '/stats'));
  const { user, system } = process.cpuUsage();
  return { node, redis, machineUs: machineUs(), ownUs: user + system };
}

function machineUs(): number {
  const busyMs = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busyMs.reduce((sum, ms) => sum + ms * 1000, 0);
}

/** The machine counts in hundredths of a second, so it may come out a little below nothing. */
function othersUs(before: Counters, after: Counters): number {
  const node = (after.node.cpuSeconds - before.node.cpuSeconds) * 1e6;
  const redis = (after.redis?.cpuUs ?? 0) - (before.redis?.cpuUs ?? 0);
  return after.machineUs - before.machineUs - (after.ownUs - before.ownUs) - node - redis;
}

function perRequest({ cpuUs, commands, netBytes }: RedisUse, requests: number): NonNullable<SliceFigures['redis']> {
  return { cpuUs: cpuUs / requests, commands: commands / requests, bytes: netBytes / requests };
}

export interface StoreSliceCounts extends SliceCounts {
  /** Of Redis, while a design was under load that has none. */
  readonly strayCommands: number;
}

/**
 * A figure is reported only where sender and node agree to the last request, and every answer was right.
 *
 * @throws LabError LAB_MEASUREMENT_VOID naming all that does not fit
 */
export function refuseMisfits(
  { design, mix, items, round }: Slice,
  { strayCommands, ...counts }: StoreSliceCounts,
): void {
  const problems = misfitsOf(counts);
  if (strayCommands > 0) problems.push(`Redis was asked ${strayCommands} times by somebody else`);
  if (problems.length === 0) return;
  const where = `${design}, ${mix}, ${items} items, round ${round}`;
  throw new LabError('LAB_MEASUREMENT_VOID', `${where}: ${problems.join('; ')}`, 'nothing of this run is reported');
}

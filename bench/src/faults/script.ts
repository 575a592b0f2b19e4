/**
 * The fault script: faults happen at their planned moments, heal at theirs, and whatever still lasts when the script ends
 * (interrupted or not) is healed, the last one first.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedCluster } from '../cluster/cluster.js';
import type { FaultSpec } from '../scenario/scenario.js';
import { faultOf } from './index.js';

/** One thing to do. */
export interface Act {
  /** Milliseconds from the start of load. */
  readonly atMs: number;
  readonly kind: 'inject' | 'heal';
  /** Index into the scenario's faults. */
  readonly fault: number;
}

export interface ScriptOptions {
  readonly faults: readonly FaultSpec[];
  readonly cluster: StartedCluster;
  readonly loadStartUs: number;
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
  /** Called before a fault is injected or healed, with its index. */
  readonly onInject?: (fault: number) => void;
  /** Resolves after so many milliseconds, or at once when the signal fires. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const inProgress = new AsyncLocalStorage<number>();

/**
 * Index of the fault on whose behalf the caller runs; null outside of the script. It follows the calls, so that events
 * of overlapping faults are told apart.
 */
export function faultInProgress(): number | null {
  return inProgress.getStore() ?? null;
}

/** What a cluster has to be prepared for. */
export function faultPlan(faults: readonly FaultSpec[]): { readonly spareNodes: number } {
  return { spareNodes: faults.reduce((sum, spec) => sum + faultOf(spec).spareNodes, 0) };
}

/** Everything to do, in order; at one moment what heals comes first. */
export function schedule(faults: readonly FaultSpec[]): Act[] {
  const acts = faults.flatMap((spec, fault): Act[] => {
    const { heal, lastsMs } = faultOf(spec);
    const inject: Act = { atMs: spec.atMs, kind: 'inject', fault };
    return heal === undefined ? [inject] : [inject, { atMs: spec.atMs + lastsMs(spec), kind: 'heal', fault }];
  });
  return acts.sort((a, b) => a.atMs - b.atMs || Number(a.kind === 'inject') - Number(b.kind === 'inject'));
}

/**
 * Runs the script to its end. An act starts at its moment even while an earlier one is still under way (a graceful stop
 * takes its time), but the acts of one node wait for each other.
 *
 * @throws the first error of an act, after everything that lasted has been healed
 */
export async function runFaults(options: ScriptOptions): Promise<void> {
  const { faults, cluster, signal, nowUs, loadStartUs, onInject, wait = waitFor } = options;
  const lasting = new Set<number>();
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const lanes = new Map<string, Promise<void>>();

  const end = async (fault: number): Promise<void> => {
    const spec = faults[fault];
    lasting.delete(fault);
    if (spec !== undefined) await inProgress.run(fault, () => faultOf(spec).heal?.(cluster, spec));
  };
  const perform = async ({ kind, fault }: Act): Promise<void> => {
    const spec = faults[fault];
    if (spec === undefined || stop.aborted) return;
    onInject?.(fault);
    if (kind === 'heal') return await end(fault);
    const { inject, heal } = faultOf(spec);
    if (heal !== undefined) lasting.add(fault);
    await inProgress.run(fault, () => inject(cluster, spec));
  };

  for (const act of schedule(faults)) {
    await wait(Math.max(0, act.atMs - (nowUs() - loadStartUs) / 1000), stop);
    if (stop.aborted) break;
    const lane = laneOf(faults[act.fault]);
    const before = lanes.get(lane) ?? Promise.resolve();
    const done = before.then(() => perform(act));
    lanes.set(lane, done);
    done.catch(() => failed.abort());
  }
  const ends = await Promise.allSettled(lanes.values());
  for (const fault of [...lasting].reverse()) ends.push(...(await Promise.allSettled([end(fault)])));
  for (const one of ends) if (one.status === 'rejected') throw one.reason;
}

/** Faults on one node, on the store, or on one other part, happen one after the other. */
function laneOf(spec: FaultSpec | undefined): string {
  if (spec === undefined) return '';
  if (spec.fault.startsWith('store-')) return 'store';
  return 'node' in spec ? `node-${spec.node}` : spec.fault;
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}

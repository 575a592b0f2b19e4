/** What happened in each second of load: operations by intended start, losses by their moment, answers by node. Pure. */
import type { BirthVerdict } from '../checkers/judgement.js';
import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { createGrowingHistogram, type LatencyHistogram, recordUs } from '../stats/histogram.js';
import type { TimelineBin } from './findings.js';

interface Bin {
  planned: number;
  ok: number;
  readonly response: LatencyHistogram;
  readonly service: LatencyHistogram;
  destroyed: number;
  misrouted: number;
  gone: number;
  readonly nodes: Record<string, number>;
}

/**
 * Ok requests that a second needs. A median needs what it needs over a window; a p99 over one second is drawn, not quoted,
 * and has to be told from the maximum only.
 */
export const LEAST_A_SECOND = { responseP50Ms: 20, responseP99Ms: 100, serviceP50Ms: 20 } as const;

/** @param withLatency false where it is void: counts stand */
export function timelineOf(trial: TrialRecord, births: Iterable<BirthVerdict>, withLatency = true): TimelineBin[] {
  const { loadStartUs, scenario } = trial.header;
  const seconds = Math.ceil(scenario.load.durationMs / 1000);
  const bins = Array.from({ length: seconds }, newBin);
  const at = (us: number): Bin => {
    const second = Math.floor((us - loadStartUs) / 1e6);
    return bins[Math.min(Math.max(0, second), seconds - 1)] as Bin;
  };
  for (const operation of inPassing(trial.operations)) {
    if (operation.origin === 'final') continue;
    if (operation.node !== null) {
      const { nodes } = at(operation.doneUs);
      nodes[operation.node] = (nodes[operation.node] ?? 0) + 1;
    }
    if (operation.origin !== 'planned') continue;
    const bin = at(operation.intendedUs);
    bin.planned += 1;
    if (operation.outcome !== 'ok') continue;
    bin.ok += 1;
    if (!withLatency) continue;
    recordUs(bin.response, operation.doneUs - operation.intendedUs);
    recordUs(bin.service, operation.doneUs - operation.sentUs);
  }
  for (const skip of trial.skips) if (skip.origin === 'planned') at(skip.intendedUs).planned += 1;
  for (const birth of births) {
    if (birth.atUs === null) continue;
    if (birth.class === 'destroyed') at(birth.atUs).destroyed += 1;
    if (birth.class === 'misrouted') at(birth.atUs).misrouted += 1;
    if (birth.class === 'gone') at(birth.atUs).gone += 1;
  }
  return bins.map(finished);
}

function newBin(): Bin {
  return {
    planned: 0,
    ok: 0,
    response: createGrowingHistogram(),
    service: createGrowingHistogram(),
    destroyed: 0,
    misrouted: 0,
    gone: 0,
    nodes: {},
  };
}

function finished(bin: Bin, second: number): TimelineBin {
  const drawn = (histogram: LatencyHistogram, percentile: number, samples: number): number | null =>
    histogram.totalCount < samples ? null : histogram.getValueAtPercentile(percentile) / 1000;
  return {
    second,
    planned: bin.planned,
    ok: bin.ok,
    responseP50Ms: drawn(bin.response, 50, LEAST_A_SECOND.responseP50Ms),
    responseP99Ms: drawn(bin.response, 99, LEAST_A_SECOND.responseP99Ms),
    serviceP50Ms: drawn(bin.service, 50, LEAST_A_SECOND.serviceP50Ms),
    destroyed: bin.destroyed,
    misrouted: bin.misrouted,
    gone: bin.gone,
    nodes: bin.nodes,
  };
}

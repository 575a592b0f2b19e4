/** What the processes used: CPU, memory, store commands. Pure; from the nodes' own counters and one sample a second. */

import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { placeOf } from '../scenario/stores.js';
import type { DesignFindings } from './findings.js';

type NodeFindings = DesignFindings['nodes'][number];

/** Every incarnation of one trial; a dead one could not be asked for its counters, its journal and the samples speak. */
export function nodesOf(trial: TrialRecord): NodeFindings[] {
  if (trial.header.design.store === 'external') return namedNodes(trial);
  return trial.journals.map(({ incarnation, entries }) => {
    const asked = trial.end?.nodes[incarnation];
    const samples = trial.samples.flatMap(({ processes }) => processes[incarnation] ?? []);
    const [first] = samples;
    const last = samples.at(-1);
    let requests = 0;
    for (const { k } of entries) if (k === 'op') requests += 1;
    return {
      name: incarnation,
      requests,
      sessions: asked?.sessions ?? null,
      sessionBytes: asked?.sessionBytes ?? null,
      // From its first sample on: what it took to come up is not the design's price.
      cpuSeconds: last === undefined || first === undefined ? null : last.cpuSeconds - first.cpuSeconds,
      rssPeakBytes: asked?.rssPeakBytes ?? peak(samples.map(({ rssBytes }) => rssBytes)),
      heapPeakBytes: asked?.heapPeakBytes ?? null,
    };
  });
}

/** Of an external cluster: whoever an answer names, with the number of answers that do. */
function namedNodes({ operations }: TrialRecord): NodeFindings[] {
  const answers = new Map<string, number>();
  for (const { node, origin } of inPassing(operations)) {
    if (node !== null && origin !== 'final') answers.set(node, (answers.get(node) ?? 0) + 1);
  }
  return [...answers].sort().map(([name, requests]) => ({ name, requests, ...UNASKED }));
}

const UNASKED = { sessions: null, sessionBytes: null, cpuSeconds: null, rssPeakBytes: null, heapPeakBytes: null };

/** CPU of the generator as a share of one core over the load, by its own count; null where it did not live to tell. */
export function generatorCpuShare(trials: readonly TrialRecord[]): number | null {
  return mean(
    trials.flatMap(({ end, header }) =>
      end?.generator == null ? [] : [end.generator.cpuSeconds / (header.scenario.load.durationMs / 1000)],
    ),
  );
}

/** Busy share of all cores, mean over the seconds of load. */
export function machineCpuShare(trials: readonly TrialRecord[]): number | null {
  return mean(trials.flatMap(duringLoad).flatMap(({ machineCpu }) => machineCpu ?? []));
}

/** The same of the cores that the load generator may run on: one, where somebody pinned it. */
export function generatorCoresCpuShare(trials: readonly TrialRecord[]): number | null {
  return mean(trials.flatMap(duringLoad).flatMap(({ generatorCores }) => generatorCores ?? []));
}

/** The same for time stolen by the hypervisor. */
export function stealShare(trials: readonly TrialRecord[]): number | null {
  return mean(trials.flatMap(duringLoad).flatMap(({ steal }) => steal ?? []));
}

function duringLoad(trial: TrialRecord) {
  const { loadStartUs, scenario } = trial.header;
  const endUs = loadStartUs + scenario.load.durationMs * 1000;
  return trial.samples.filter(({ t }) => t > loadStartUs && t <= endUs);
}

export function storeOf(trials: readonly TrialRecord[], sent: number): DesignFindings['store'] {
  const kind = trials[0]?.header.design.store ?? 'memory';
  const asked = trials.flatMap(({ end }) => end?.redis ?? []);
  if (placeOf({ store: kind }) !== 'shared' || asked.length < trials.length)
    return { kind, memoryPeakBytes: null, commandsPerRequest: null };
  const commands = asked.reduce((sum, redis) => sum + redis.commands, 0);
  return {
    kind,
    memoryPeakBytes: peak(asked.map(({ memoryPeakBytes }) => memoryPeakBytes)),
    commandsPerRequest: sent > 0 ? commands / sent : null,
  };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
const peak = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** Capacity findings for tests, from laws of which all is known. */
import { scaled } from '../stats/scalability.js';
import type { CapacityFindings, CapacityTrial, Probe, SessionWeight } from './findings.js';
import { designCapacity } from './judge.js';

export function probeOf(changes: Partial<Probe> = {}, busy: Partial<Probe['busy']> = {}): Probe {
  return {
    connections: 16,
    requests: 3000,
    failures: 0,
    perSecond: 1000,
    p50Ms: 5,
    p99Ms: 31.2,
    meetsTarget: true,
    cpuUs: { nodes: 140, redis: 20, balancer: 30, generator: 60 },
    busy: { nodes: 0.97, redis: 0.1, balancer: 0.2, generator: 0.4, machine: 0.6, others: 0.02, ...busy },
    ...changes,
  };
}

export const LAW = { perNode: 900, contention: 0.02, coherency: 0.001 };
export const WEIGHT: SessionWeight = { bytes: 400, perGigabyte: 2_684_354, basis: 'its own account' };

/** Three rounds on one to four nodes. @param spread of the rounds around the law */
export function trialsOfLaw(
  design: string,
  { law = LAW, spread = 0.01, busy = {} }: { law?: typeof LAW; spread?: number; busy?: Partial<Probe['busy']> } = {},
): CapacityTrial[] {
  return [1, 2, 3].flatMap((round) =>
    [1, 2, 3, 4].map((nodes) => {
      const perSecond = scaled(law, nodes) * (1 + spread * (round - 2) * (nodes % 2 === 0 ? 1 : -1));
      const confirmed = probeOf({ perSecond, connections: 8 * nodes }, busy);
      return { round, design, nodes, bound: 'rate' as const, probes: [confirmed], confirmations: [confirmed] };
    }),
  );
}

export function findingsOf(
  trials: readonly CapacityTrial[],
  changes: Partial<CapacityFindings['settings']> = {},
): CapacityFindings {
  const names = [...new Set(trials.map(({ design }) => design))];
  return {
    format: 1,
    lab: '0.1.0',
    commit: 'abcdef0',
    commandLine: 'npm run lab -- capacity',
    seed: 1,
    startedAt: '2026-11-25T08:00:00.000Z',
    finishedAt: '2026-11-25T08:05:00.000Z',
    status: 'complete',
    versions: { node: '20.20.2', redis: '7.0.15', haproxy: '2.6.12' },
    host: { os: 'Linux', cores: 8, cpu: 'a CPU', memoryBytes: 2 ** 34, node: '20.20.2' },
    settings: {
      p99TargetMs: 50,
      nodeCounts: [...new Set(trials.map(({ nodes }) => nodes))].sort((a, b) => a - b),
      roundsPlanned: 3,
      probeMs: 1000,
      mostConnections: 512,
      mix: 'read-heavy',
      items: 10,
      quotaCores: 0.25,
      quotaReason: null,
      ...changes,
    },
    designs: Object.fromEntries(
      names.map((name) => [
        name,
        designCapacity(
          trials.filter(({ design }) => design === name),
          WEIGHT,
        ),
      ]),
    ),
    trials: [...trials],
  };
}

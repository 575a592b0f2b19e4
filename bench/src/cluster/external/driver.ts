/** The driver `external`: a cluster that somebody else runs and that speaks the checkout protocol. Nothing is started. */
import { LabError } from '../../errors.js';
import { addressOf } from '../../load/target.js';
import type { ClusterDriver, StartedCluster } from '../cluster.js';
import { probe } from './probe.js';

export const externalDriver: ClusterDriver = {
  name: 'external',
  start: async ({ design }, { signal }) => {
    if (design.store !== 'external') throw new Error(`${design.name} is a design of the lab, and no target`);
    await probe([design], signal);
    return clusterAt(design.target);
  },
};

/** Whatever can be asked only of processes, stores and balancers of the lab's own has no answer here. */
function clusterAt(target: string): StartedCluster {
  const { host, port } = addressOf(target);
  return {
    host: host.includes(':') ? `[${host}]` : host,
    port,
    pids: () => ({}),
    nodes: () => [],
    heal: async () => {},
    stats: async () => ({}),
    inFlight: async () => 'unseen',
    balancerCounters: async () => null,
    redisCounters: async () => null,
    dumps: async () => [],
    ledger: async () => null,
    commandTimeoutMs: 0,
    versions: {},
    redisUrl: null,
    killNode: refused,
    stopNode: refused,
    pauseNode: refused,
    resumeNode: refused,
    restartNode: refused,
    addNode: refused,
    pauseBalancer: refused,
    resumeBalancer: refused,
    pauseStore: refused,
    resumeStore: refused,
    killStore: refused,
    restartStore: refused,
    [Symbol.asyncDispose]: async () => {},
  };
}

async function refused(): Promise<never> {
  throw new LabError('LAB_USAGE', 'nothing is done to a cluster that the lab did not start');
}

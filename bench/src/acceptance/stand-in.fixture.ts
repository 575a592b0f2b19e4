/**
 * A cluster that is one server of known delay, in this very process: for tests of how latency is measured and compared,
 * not of what becomes of sessions. It answers every request with an empty object, and keeps nothing.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClusterDriver, StartedCluster } from '../cluster/cluster.js';

/** @param delayMs from the arrival of a request to its answer, by design name */
export function standInDriver(delayMs: (design: string) => number): ClusterDriver {
  return { name: 'stand-in', start: (plan) => start(delayMs(plan.design.name)) };
}

async function start(delayMs: number): Promise<StartedCluster> {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    }, delayMs);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const isNotAsked = async (): Promise<never> => {
    throw new Error('nobody does this to a stand-in');
  };
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    pids: () => ({}),
    nodes: () => [],
    killNode: isNotAsked,
    stopNode: isNotAsked,
    pauseNode: isNotAsked,
    resumeNode: isNotAsked,
    restartNode: isNotAsked,
    addNode: isNotAsked,
    pauseBalancer: isNotAsked,
    resumeBalancer: isNotAsked,
    pauseStore: isNotAsked,
    resumeStore: isNotAsked,
    killStore: isNotAsked,
    restartStore: isNotAsked,
    heal: async () => {},
    stats: async () => ({}),
    inFlight: async () => 0,
    balancerCounters: async () => null,
    redisCounters: async () => null,
    dumps: async () => [],
    ledger: async () => null,
    commandTimeoutMs: 0,
    versions: {},
    redisUrl: null,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What each part of a cluster has used of the CPU so far, and what the nodes counted. Read before and after a probe. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import process from 'node:process';
import { readRedis } from '../benchmarks/closed-loop/redis-meter.js';
import type { StartedCluster } from '../cluster/cluster.js';

export interface Reading {
  /** CPU microseconds of all nodes together. */
  readonly nodesUs: number;
  readonly requests: number;
  readonly inFlight: number;
  /** null where the design has no Redis. */
  readonly redisUs: number | null;
  /** null where the system does not tell. */
  readonly balancerUs: number | null;
  /** Of the lab's own process, in which the generator runs. */
  readonly ownUs: number;
  /** Of the whole machine; counted in hundredths of a second. */
  readonly machineUs: number;
}

export type Meter = () => Promise<Reading>;

/** @param redisPort null where no store is shared */
export function meterOf(cluster: StartedCluster, redisPort: number | null): Meter {
  const balancerPid = cluster.pids()['balancer'];
  return async () => {
    const redis = redisPort === null ? null : await readRedis(redisPort);
    const nodes = Object.values(await cluster.stats());
    const { user, system } = process.cpuUsage();
    const sum = (of: (stats: (typeof nodes)[number]) => number): number => nodes.reduce((all, one) => all + of(one), 0);
    return {
      nodesUs: sum(({ cpuSeconds }) => cpuSeconds) * 1e6,
      requests: sum(({ requests }) => requests),
      inFlight: sum(({ inFlight }) => inFlight),
      redisUs: redis?.cpuUs ?? null,
      balancerUs: balancerPid === undefined ? null : processUs(balancerPid),
      ownUs: user + system,
      machineUs: machineUs(),
    };
  };
}

function machineUs(): number {
  return cpus().reduce((sum, { times }) => sum + (times.user + times.nice + times.sys + times.irq) * 1000, 0);
}

/**
 * CPU time of all threads of a process, to the microsecond: /proc/<pid>/stat counts in hundredths of a second, which is
 * too coarse for a balancer in a probe.
 *
 * @returns null where the kernel keeps no schedstat
 */
export function processUs(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => {
      const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
      return sum + Number(text.split(' ')[0]) / 1000;
    }, 0);
  } catch {
    return null;
  }
}

/** The driver `process`: every part of the cluster is a process of this machine, on loopback. */
import { tmpdir } from 'node:os';
import { placeOf } from '../../scenario/stores.js';
import type { ClusterContext, ClusterDriver, LabClusterPlan, StartedCluster } from '../cluster.js';
import { systemProcessTable } from '../registry/process-table.js';
import { registerRun, registryFolder } from '../registry/run-record.js';
import type { StandIn } from './apps.js';
import { deathError, deathOf } from './deaths.js';
import { Launcher } from './launcher.js';
import { ofTheLab } from './own-plan.js';
import { portIsFree } from './ports.js';
import { ProcessCluster } from './process-cluster.js';
import { portOccupied, startParts } from './start-up.js';

export interface ProcessDriverOptions {
  /** Absolute path of redis-server, or of another server that speaks its protocol. */
  readonly redisServer: string;
  /** Absolute path of haproxy. */
  readonly haproxy: string;
  /** Where runs are recorded; see registryFolder. */
  readonly registry?: string;
  /** How long one process may take to become ready. */
  readonly readyWithinMs?: number;
  readonly standIn?: StandIn;
}

export interface ProcessDriver extends ClusterDriver {
  /**
   * SIGKILLs everything that this driver started, at once, without waiting: for a second Ctrl-C. What stays on disk is
   * removed by the next sweep.
   */
  readonly abandon: () => void;
}

const READY_WITHIN_MS = 15_000;

export function createProcessDriver(options: ProcessDriverOptions): ProcessDriver {
  const launchers = new Set<Launcher>();
  return {
    name: 'process',
    start: (plan, context) => start(options, launchers, ofTheLab(plan), context),
    abandon() {
      for (const launcher of launchers) launcher.killAll();
    },
  };
}

/** The run's record is on disk before its first process starts, and is removed after its last one is gone. */
async function start(
  options: ProcessDriverOptions,
  launchers: Set<Launcher>,
  plan: LabClusterPlan,
  context: ClusterContext,
): Promise<StartedCluster> {
  if (plan.port !== null && !(await portIsFree(plan.port))) throw portOccupied(plan.port);
  const table = systemProcessTable(process.platform);
  const registry = options.registry ?? registryFolder(tmpdir(), process.getuid?.() ?? 0);
  const run = registerRun(registry, table, process.pid, new Date());
  const launcher = new Launcher(run, table, plan.logDir, context.nowUs, (child, lastAliveUs) => {
    const { what, loses } = deathOf(child.name, placeOf(plan.design));
    const toUs = context.nowUs();
    context.onEvent({ what, subject: child.name, fromUs: lastAliveUs, toUs, by: 'lab', loses, reroutes: false });
    context.onFailure?.(deathError(child.name, child.end ?? 'unknown', child.lastLines(), child.logFile));
  });
  launchers.add(launcher);
  const watching = new AbortController();
  const takeDown = async (): Promise<void> => {
    watching.abort();
    await launcher.close();
    run[Symbol.dispose]();
    launchers.delete(launcher);
  };
  const patience = { deadlineMs: options.readyWithinMs ?? READY_WITHIN_MS, signal: context.signal };
  try {
    const parts = await startParts(options, plan, context, launcher, patience, watching.signal);
    return new ProcessCluster({ ...parts, launcher, context, patience, takeDown });
  } catch (error) {
    await takeDown();
    throw error;
  }
}

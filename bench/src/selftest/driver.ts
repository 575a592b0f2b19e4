/**
 * The driver `selftest`: one known server, without a balancer before it, beside the real payment gateway. Both are processes
 * under the run's registry, as those of any cluster.
 */

import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type { ClusterContext, ClusterDriver, LabClusterPlan, StartedCluster } from '../cluster/cluster.js';
import { deathError, deathOf } from '../cluster/process/deaths.js';
import { Launcher } from '../cluster/process/launcher.js';
import { NodeFleet } from '../cluster/process/node-fleet.js';
import { ofTheLab } from '../cluster/process/own-plan.js';
import { Ports } from '../cluster/process/ports.js';
import { startGateway } from '../cluster/process/start-up.js';
import type { RunIdentity } from '../cluster/registry/identity.js';
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { placeOf } from '../scenario/stores.js';
import { KnownCluster } from './known-cluster.js';
import type { KnownServerEnvironment, Orders } from './orders.js';

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const KNOWN_SERVER = createRequire(import.meta.url).resolve('@session-lab/bench/known-server');
const READY_WITHIN_MS = 15_000;

export interface SelftestDriverOptions {
  readonly orders: Orders;
  /** File for the server's `Witness`. */
  readonly witnessFile: string;
  /** Under which everything is started: recorded before, so that a sweep finds it should the lab be killed. */
  readonly run: RunIdentity;
  /** Ends everything at once. */
  readonly hardStop: AbortSignal;
}

export function createSelftestDriver(options: SelftestDriverOptions): ClusterDriver {
  return { name: 'selftest', start: (plan, context) => start(options, ofTheLab(plan), context) };
}

async function start(
  { orders, witnessFile, run, hardStop }: SelftestDriverOptions,
  plan: LabClusterPlan,
  context: ClusterContext,
): Promise<StartedCluster> {
  const table = systemProcessTable(process.platform);
  const launcher = new Launcher(run, table, plan.logDir, context.nowUs, (child, lastAliveUs) => {
    const { what, loses } = deathOf(child.name, placeOf(plan.design));
    const toUs = context.nowUs();
    context.onEvent({ what, subject: child.name, fromUs: lastAliveUs, toUs, by: 'lab', loses, reroutes: false });
    context.onFailure?.(deathError(child.name, child.end ?? 'unknown', child.lastLines(), child.logFile));
  });
  const abandon = (): void => launcher.killAll();
  hardStop.addEventListener('abort', abandon);
  const takeDown = async (): Promise<void> => {
    await launcher.close();
    hardStop.removeEventListener('abort', abandon);
  };
  const patience = { deadlineMs: READY_WITHIN_MS, signal: context.signal };
  const env: KnownServerEnvironment = { SELFTEST_ORDERS: JSON.stringify(orders), SELFTEST_WITNESS: witnessFile };
  try {
    const payments = await startGateway(launcher, plan.paymentDelayMs, patience);
    const fleet = await NodeFleet.declare(1, {
      launcher,
      ports: new Ports(Math.random),
      context,
      patience,
      surroundings: {
        plan,
        standIn: { program: KNOWN_SERVER, env: { ...env } },
        secret: randomBytes(32).toString('hex'),
        paymentsPort: payments.port,
        redisUrl: null,
      },
    });
    await fleet.start('node-1', 'lab');
    return new KnownCluster({ launcher, fleet, paymentsAdminPort: payments.adminPort, context, takeDown });
  } catch (error) {
    await takeDown();
    throw error;
  }
}

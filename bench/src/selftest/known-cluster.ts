/** A cluster of one known server that runs. Started by driver.ts. */
import type { LedgerEntry, NodeStats } from '@session-lab/checkout/protocol';
import type { ClusterContext, StartedCluster } from '../cluster/cluster.js';
import { parseGatewayStats, parseLedger, parseStats } from '../cluster/process/answers.js';
import { dumpStores } from '../cluster/process/dumps.js';
import type { Launcher } from '../cluster/process/launcher.js';
import { getText } from '../cluster/process/loopback.js';
import type { NodeFleet } from '../cluster/process/node-fleet.js';
import { LabError } from '../errors.js';
import type { BalancerCounters } from '../history/records.js';
import type { Dump } from '../history/trial.js';

export interface KnownClusterParts {
  readonly launcher: Launcher;
  readonly fleet: NodeFleet;
  readonly paymentsAdminPort: number;
  readonly context: ClusterContext;
  readonly takeDown: () => Promise<void>;
}

export class KnownCluster implements StartedCluster {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly commandTimeoutMs = 0;
  readonly versions: Readonly<Record<string, string>> = {};
  readonly redisUrl = null;
  readonly #parts: KnownClusterParts;
  #takenDown: Promise<void> | null = null;

  constructor(parts: KnownClusterParts) {
    this.#parts = parts;
    this.port = parts.fleet.all()[0]?.port ?? 0;
  }

  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#parts.launcher.children().map((child) => [child.name, child.pid]));
  }

  nodes(): readonly string[] {
    return this.#parts.fleet.running().map((node) => node.name);
  }

  async stats(): Promise<Readonly<Record<string, NodeStats>>> {
    const { fleet } = this.#parts;
    const answers = await Promise.all(
      fleet.running().map(async ({ name, adminPort }) => {
        const stats = await getText(adminPort, '/stats').then(parseStats, () => null);
        return stats === null ? [] : [[fleet.incarnation(name), stats] as const];
      }),
    );
    return Object.fromEntries(answers.flat());
  }

  async inFlight(): Promise<number | null> {
    const { fleet, paymentsAdminPort } = this.#parts;
    const nodes = Object.values(await this.stats());
    const gateway = await getText(paymentsAdminPort, '/stats').then(parseGatewayStats, () => null);
    if (gateway === null || nodes.length < fleet.running().length) return null;
    return nodes.reduce((sum, { inFlight }) => sum + inFlight, gateway.inFlight);
  }

  async dumps(): Promise<readonly Dump[]> {
    const { fleet, context } = this.#parts;
    return await dumpStores(fleet, null, context.nowUs);
  }

  async ledger(): Promise<readonly LedgerEntry[] | null> {
    return await getText(this.#parts.paymentsAdminPort, '/ledger').then(parseLedger, () => null);
  }

  async balancerCounters(): Promise<BalancerCounters | null> {
    return null;
  }

  async redisCounters(): Promise<null> {
    return null;
  }

  /** Nothing was paused. */
  async heal(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    this.#takenDown ??= this.#parts.takeDown();
    return this.#takenDown;
  }

  // What goes wrong here is in the server's orders, and not in a fault script.
  killNode = unscripted;
  stopNode = unscripted;
  pauseNode = unscripted;
  resumeNode = unscripted;
  restartNode = unscripted;
  addNode = unscripted;
  pauseBalancer = unscripted;
  resumeBalancer = unscripted;
  pauseStore = unscripted;
  resumeStore = unscripted;
  killStore = unscripted;
  restartStore = unscripted;
}

async function unscripted(): Promise<never> {
  throw new LabError('LAB_USAGE', 'a known server has no fault script: what it does wrong is in its orders');
}

/** A cluster of processes that runs. Started by driver.ts. */
import type { LedgerEntry, NodeStats } from '@session-lab/checkout/protocol';
import { LabError } from '../../errors.js';
import type { BalancerCounters, EventRecord } from '../../history/records.js';
import type { Dump } from '../../history/trial.js';
import type { ClusterContext, StartedCluster } from '../cluster.js';
import { parseGatewayStats, parseLedger, parseStats } from './answers.js';
import { COMMAND_TIMEOUT_MS } from './apps.js';
import type { Balancer } from './balancer.js';
import type { Child } from './child.js';
import { dumpStores } from './dumps.js';
import { dumpJars } from './jar-dump.js';
import type { Launcher } from './launcher.js';
import { ANSWER_DEADLINE_MS, getText } from './loopback.js';
import type { By, NodeFleet } from './node-fleet.js';
import { type Patience, untilReady } from './readiness.js';
import type { SharedStore } from './shared-store.js';

export interface ClusterParts {
  readonly launcher: Launcher;
  readonly fleet: NodeFleet;
  readonly balancer: Balancer;
  readonly payments: { readonly child: Child; readonly adminPort: number };
  readonly store: SharedStore | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly context: ClusterContext;
  readonly patience: Patience;
  /** Ends the watching, ends every process, removes the run's folder and record. */
  readonly takeDown: () => Promise<void>;
}

export class ProcessCluster implements StartedCluster {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly commandTimeoutMs: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly redisUrl: string | null;
  readonly #parts: ClusterParts;
  #takenDown: Promise<void> | null = null;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.port = parts.balancer.port;
    this.commandTimeoutMs = parts.store === null ? 0 : COMMAND_TIMEOUT_MS;
    this.versions = parts.versions;
    this.redisUrl = parts.store === null ? null : `redis://127.0.0.1:${parts.store.port}`;
  }

  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#parts.launcher.children().map((child) => [child.name, child.pid]));
  }

  nodes(): readonly string[] {
    return this.#parts.fleet.running().map((node) => node.name);
  }

  async killNode(name: string): Promise<void> {
    await this.#parts.fleet.kill(name);
  }

  async stopNode(name: string): Promise<void> {
    await this.#parts.fleet.stop(name);
  }

  async pauseNode(name: string): Promise<void> {
    await this.#parts.fleet.pause(name);
  }

  async resumeNode(name: string): Promise<void> {
    await this.#parts.fleet.resume(name, 'script');
  }

  async restartNode(name: string): Promise<void> {
    await this.#startNode(name);
  }

  async addNode(): Promise<string> {
    const { fleet, balancer, context, patience } = this.#parts;
    const node = fleet.all().find(({ starts }) => starts === 0);
    if (node === undefined) throw new LabError('LAB_USAGE', 'there is no spare node to add');
    await this.#startNode(node.name);
    const fromUs = context.nowUs();
    await balancer.admin.enable(node.name, patience.signal);
    await untilReady(balancer.child, patience, async () => {
      const states = await balancer.admin.states(patience.signal).catch(() => null);
      return states?.get(node.name) === 'up' ? true : null;
    });
    this.#emit({ what: 'server-enabled', subject: fleet.incarnation(node.name), fromUs, by: 'script', reroutes: true });
    return node.name;
  }

  async pauseBalancer(): Promise<void> {
    const { balancer, launcher, context } = this.#parts;
    const fromUs = context.nowUs();
    await launcher.freeze(balancer.child, 'SIGSTOP');
    balancer.paused = true;
    this.#emit({ what: 'balancer-paused', subject: 'balancer', fromUs, by: 'script', reroutes: false });
  }

  async resumeBalancer(): Promise<void> {
    await this.#resumeBalancer('script');
  }

  async pauseStore(): Promise<void> {
    await this.#parts.store?.pause();
  }

  async resumeStore(): Promise<void> {
    await this.#parts.store?.resume('script');
  }

  async killStore(): Promise<void> {
    await this.#parts.store?.kill();
  }

  async restartStore(): Promise<void> {
    await this.#parts.store?.restart();
  }

  /**
   * The store first: all that is in flight waits for it. From here on the health checks decide nothing more: who is down
   * stays out, by hand, also when it wakes up or was restarted just before; who is up stays in. To the routing that is
   * the same as before.
   */
  async heal(): Promise<void> {
    const { balancer, fleet, store } = this.#parts;
    if (store?.paused === true && store.running) await store.resume('lab');
    if (balancer.paused && balancer.child.running) await this.#resumeBalancer('lab');
    const states = balancer.child.running ? await balancer.admin.states(inTime()) : new Map<string, string>();
    for (const [name, state] of states) {
      if (state === 'down') await balancer.admin.disable(name, inTime());
      else if (state === 'up') await balancer.admin.stopChecks(name, inTime());
    }
    for (const { name } of fleet.running().filter((node) => node.paused)) await fleet.resume(name, 'lab');
  }

  async stats(): Promise<Readonly<Record<string, NodeStats>>> {
    const { fleet } = this.#parts;
    const answers = await Promise.all(
      fleet.running().map(async ({ name, adminPort, paused }) => {
        if (paused) return [];
        const stats = await getText(adminPort, '/stats').then(parseStats, () => null);
        return stats === null ? [] : [[fleet.incarnation(name), stats] as const];
      }),
    );
    return Object.fromEntries(answers.flat());
  }

  async inFlight(): Promise<number | null> {
    const { fleet, payments } = this.#parts;
    const nodes = Object.values(await this.stats());
    const gateway = await getText(payments.adminPort, '/stats').then(parseGatewayStats, () => null);
    if (gateway === null || nodes.length < fleet.running().length) return null;
    return nodes.reduce((sum, { inFlight }) => sum + inFlight, gateway.inFlight);
  }

  async balancerCounters(): Promise<BalancerCounters | null> {
    return await this.#parts.balancer.admin.counters(inTime()).catch(() => null);
  }

  async redisCounters(): Promise<{ readonly commands: number; readonly memoryPeakBytes: number } | null> {
    return (await this.#parts.store?.counters().catch(() => null)) ?? null;
  }

  async dumps(cookies?: readonly string[]): Promise<readonly Dump[]> {
    const { fleet, store, context } = this.#parts;
    if (cookies !== undefined) return [await dumpJars(fleet, cookies, context.nowUs)];
    return await dumpStores(fleet, store, context.nowUs);
  }

  async ledger(): Promise<readonly LedgerEntry[] | null> {
    return await getText(this.#parts.payments.adminPort, '/ledger').then(parseLedger, () => null);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#takenDown ??= this.#parts.takeDown();
    return this.#takenDown;
  }

  /** A node whose port was taken while it was dead comes up on another one, and the balancer is told where. */
  async #startNode(name: string): Promise<void> {
    const { fleet, balancer, patience } = this.#parts;
    const portOf = (): number | undefined => fleet.all().find((node) => node.name === name)?.port;
    const before = portOf();
    await fleet.start(name, 'script');
    const after = portOf();
    if (after !== undefined && after !== before) await balancer.admin.moveTo(name, after, patience.signal);
  }

  async #resumeBalancer(by: By): Promise<void> {
    const { balancer, launcher, context } = this.#parts;
    const fromUs = context.nowUs();
    await launcher.freeze(balancer.child, 'SIGCONT');
    balancer.paused = false;
    this.#emit({ what: 'balancer-resumed', subject: 'balancer', fromUs, by, reroutes: false });
  }

  #emit(event: Omit<EventRecord, 'id' | 'kind' | 'fault' | 'toUs' | 'loses'>): void {
    const { onEvent, nowUs } = this.#parts.context;
    onEvent({ ...event, toUs: nowUs(), loses: [] });
  }
}

function inTime(): AbortSignal {
  return AbortSignal.timeout(ANSWER_DEADLINE_MS);
}

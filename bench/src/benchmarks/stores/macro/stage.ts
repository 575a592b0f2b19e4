/**
 * What a benchmark under load runs on: one node process a design, the payment gateway, and one Redis for the designs that
 * share one. Only one node is under load at a time, so Redis's counters around a slice are that node's.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findReadyLine } from '../../../cluster/process/answers.js';
import { nodeProcess } from '../../../cluster/process/apps.js';
import { deathError } from '../../../cluster/process/deaths.js';
import { Launcher } from '../../../cluster/process/launcher.js';
import { Ports } from '../../../cluster/process/ports.js';
import { untilReady } from '../../../cluster/process/readiness.js';
import { Redis } from '../../../cluster/process/redis.js';
import { onFreePort, startGateway } from '../../../cluster/process/start-up.js';
import type { RunIdentity } from '../../../cluster/registry/identity.js';
import { systemProcessTable } from '../../../cluster/registry/process-table.js';
import { LabError } from '../../../errors.js';
import { DESIGNS } from '../../../scenario/designs.js';
import { placeOf } from '../../../scenario/stores.js';
import type { Compared } from './rounds.js';

/** How long a process may take to become ready. */
export const READY_WITHIN_MS = 15_000;
/** No session may end while it is measured. */
const IDLE_TTL_MS = 3_600_000;
const PAYMENT_DELAY_MS = 5;

export interface StageOptions {
  /** Whose processes they are: a run of the registry. */
  readonly run: RunIdentity;
  readonly platform: NodeJS.Platform;
  readonly redisServer: string;
  readonly designs: readonly Compared[];
  /** Bytes that the application keeps with every item. */
  readonly itemBytes: number;
  /** Existing folder for the processes' logs. */
  readonly logDir: string;
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
  /** A second Ctrl-C: everything is killed at once. */
  readonly hardStop: AbortSignal;
}

export interface StartedNode {
  readonly port: number;
  readonly adminPort: number;
}

export class Stage implements AsyncDisposable {
  readonly nodes: ReadonlyMap<Compared, StartedNode>;
  /** null where no design shares a Redis. */
  readonly redisPort: number | null;
  /** Fires when the person interrupts, or when a process ends by itself. */
  readonly signal: AbortSignal;
  readonly #launcher: Launcher;

  private constructor(
    launcher: Launcher,
    signal: AbortSignal,
    nodes: ReadonlyMap<Compared, StartedNode>,
    redisPort: number | null,
  ) {
    this.#launcher = launcher;
    this.signal = signal;
    this.nodes = nodes;
    this.redisPort = redisPort;
  }

  /** @throws LabError when something does not become ready, or the signal fires meanwhile */
  static async start(options: StageOptions): Promise<Stage> {
    const died = new AbortController();
    const signal = AbortSignal.any([options.signal, died.signal]);
    const table = systemProcessTable(options.platform);
    const launcher = new Launcher(options.run, table, options.logDir, options.nowUs, (child) =>
      died.abort(deathError(child.name, child.end ?? 'unknown', child.lastLines(), child.logFile)),
    );
    options.hardStop.addEventListener('abort', () => launcher.killAll());
    try {
      const patience = { deadlineMs: READY_WITHIN_MS, signal };
      const { port: paymentsPort } = await startGateway(launcher, PAYMENT_DELAY_MS, patience);
      const shares = options.designs.some((name) => placeOf(DESIGNS[name]) === 'shared');
      const redisPort = shares ? await startRedis(launcher, options.redisServer, patience) : null;
      const secret = randomBytes(32).toString('hex');
      const nodes = new Map<Compared, StartedNode>();
      for (const name of options.designs) {
        const incarnation = `node-${name}`;
        const child = await launcher.launch(
          nodeProcess(incarnation, 0, join(options.run.folder, `${incarnation}.ndjson`), {
            plan: {
              design: DESIGNS[name],
              idleTtlMs: IDLE_TTL_MS,
              absoluteTtlMs: null,
              itemBytes: options.itemBytes,
              journalDir: options.run.folder,
            },
            secret,
            paymentsPort,
            redisUrl: redisPort === null ? null : `redis://127.0.0.1:${redisPort}`,
          }),
        );
        child.endExpected = true;
        nodes.set(name, await untilReady(child, patience, () => findReadyLine(child.output())));
        child.endExpected = false;
      }
      return new Stage(launcher, signal, nodes, redisPort);
    } catch (error) {
      await launcher.close();
      throw error;
    }
  }

  node(design: Compared): StartedNode {
    const node = this.nodes.get(design);
    if (node === undefined) throw new Error(`no node of ${design} was started`);
    return node;
  }

  /** @throws LabError LAB_PROCESS_DIED or LAB_INTERRUPTED when the signal has fired */
  mustStand(): void {
    if (!this.signal.aborted) return;
    throw this.signal.reason instanceof LabError ? this.signal.reason : new LabError('LAB_INTERRUPTED', 'interrupted');
  }

  /** @throws as `mustStand`, also where the death of a process is not known yet */
  async blameDeaths(): Promise<void> {
    await deathsKnown(this.#launcher);
    this.mustStand();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#launcher.close();
  }
}

/** What a request sees of a dead process it sees at once, the parent of the process a moment later. */
export async function deathsKnown(launcher: Launcher): Promise<void> {
  const dead = launcher.children().filter(({ pid }) => !launcher.table.isAlive(pid));
  await Promise.all(dead.map((child) => child.gone));
}

/** A Redis on a free port, which keeps nothing on disk. @returns its port */
export async function startRedis(
  launcher: Launcher,
  program: string,
  patience: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<number> {
  const { port } = await onFreePort(new Ports(Math.random), (candidate) =>
    Redis.start(launcher, { program, port: candidate, persistence: 'none' }, patience),
  );
  return port;
}

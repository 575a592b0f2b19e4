/** The nodes of a cluster: their names, their incarnations, and what is done to them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../errors.js';
import type { EventName } from '../../history/records.js';
import { placeOf } from '../../scenario/stores.js';
import type { ClusterContext } from '../cluster.js';
import { findReadyLine } from './answers.js';
import { type NodeSurroundings, nodeProcess } from './apps.js';
import type { Child } from './child.js';
import type { Launcher } from './launcher.js';
import type { Ports } from './ports.js';
import { type Patience, PortTaken, untilReady } from './readiness.js';

/** Who asked for it, as the events say. */
export type By = 'script' | 'lab';

export interface Node {
  readonly name: string;
  /** Stays over all incarnations, unless somebody else takes it while the node is dead. */
  port: number;
  /** Incarnations so far. */
  starts: number;
  /** The last incarnation; null before the first. */
  child: Child | null;
  adminPort: number;
  paused: boolean;
}

export interface FleetOptions {
  readonly launcher: Launcher;
  readonly ports: Ports;
  readonly context: ClusterContext;
  readonly surroundings: NodeSurroundings;
  readonly patience: Patience;
}

/** How long a node may take to stop gracefully before it is killed, as an orchestrator does. */
const STOP_DEADLINE_MS = 15_000;
const LOOK_EVERY_MS = 2;
const START_ATTEMPTS = 5;

export class NodeFleet {
  readonly #options: FleetOptions;
  readonly #nodes = new Map<string, Node>();

  private constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** @param count nodes to declare, spare ones included; none is started */
  static async declare(count: number, options: FleetOptions): Promise<NodeFleet> {
    const fleet = new NodeFleet(options);
    for (let number = 1; number <= count; number += 1) {
      const port = await options.ports.next();
      const name = `node-${number}`;
      fleet.#nodes.set(name, { name, port, starts: 0, child: null, adminPort: 0, paused: false });
    }
    return fleet;
  }

  all(): readonly Node[] {
    return [...this.#nodes.values()];
  }

  /** Nodes that run now, paused ones too. */
  running(): readonly Node[] {
    return this.all().filter((node) => node.child?.running === true);
  }

  /** `node-2.1`: the current or last incarnation. */
  incarnation(name: string): string {
    return `${name}.${this.#named(name).starts}`;
  }

  /** Starts the next incarnation and waits until it is ready. */
  async start(name: string, by: By): Promise<void> {
    const node = this.#named(name);
    if (node.child?.running === true) throw new LabError('LAB_USAGE', `${name} runs already`);
    const { context } = this.#options;
    const fromUs = context.nowUs();
    node.starts += 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#launch(node);
        break;
      } catch (error) {
        if (!(error instanceof PortTaken)) throw error;
        if (attempt === START_ATTEMPTS) {
          throw new LabError('LAB_PORT_OCCUPIED', `${name} found no free port`, null, { cause: error });
        }
        node.port = await this.#options.ports.next();
      }
    }
    node.paused = false;
    this.#emit('node-started', name, fromUs, by, []);
  }

  async kill(name: string): Promise<void> {
    const child = this.#runningChild(name);
    const fromUs = this.#options.context.nowUs();
    child.endExpected = true;
    child.signal('SIGKILL');
    await child.gone;
    this.#emit('node-killed', name, fromUs, 'script', this.losesOf(name));
  }

  /** The memory of a node is there until it is gone: that is an event of its own. */
  async stop(name: string): Promise<void> {
    const { context, launcher } = this.#options;
    const child = this.#runningChild(name);
    const fromUs = context.nowUs();
    child.endExpected = true;
    child.signal('SIGTERM');
    this.#emit('node-stopping', name, fromUs, 'script', []);
    const deadlineUs = fromUs + STOP_DEADLINE_MS * 1000;
    let aliveUs = fromUs;
    for (let nowUs = fromUs; launcher.table.isAlive(child.pid); nowUs = context.nowUs()) {
      aliveUs = nowUs;
      if (nowUs > deadlineUs) child.signal('SIGKILL');
      await sleep(LOOK_EVERY_MS);
    }
    await child.gone;
    this.#emit('node-exited', name, aliveUs, 'script', this.losesOf(name));
  }

  async pause(name: string): Promise<void> {
    const fromUs = this.#options.context.nowUs();
    await this.#options.launcher.freeze(this.#runningChild(name), 'SIGSTOP');
    this.#named(name).paused = true;
    this.#emit('node-paused', name, fromUs, 'script', []);
  }

  async resume(name: string, by: By): Promise<void> {
    const fromUs = this.#options.context.nowUs();
    await this.#options.launcher.freeze(this.#runningChild(name), 'SIGCONT');
    this.#named(name).paused = false;
    this.#emit('node-resumed', name, fromUs, by, []);
  }

  /** What is gone when this node is: its own memory, or nothing where the store is shared. */
  losesOf(name: string): readonly string[] {
    return placeOf(this.#options.surroundings.plan.design) === 'node' ? [this.incarnation(name)] : [];
  }

  async #launch(node: Node): Promise<void> {
    const { launcher, surroundings, patience } = this.#options;
    const incarnation = this.incarnation(node.name);
    const journal = join(surroundings.plan.journalDir, `${incarnation}.ndjson`);
    // An attempt that failed for its port is no incarnation and leaves no journal.
    rmSync(journal, { force: true });
    const child = await launcher.launch(nodeProcess(incarnation, node.port, journal, surroundings));
    child.endExpected = true;
    const ready = await untilReady(child, patience, () => findReadyLine(child.output()));
    child.endExpected = false;
    node.child = child;
    node.adminPort = ready.adminPort;
  }

  #emit(what: EventName, name: string, fromUs: number, by: By, loses: readonly string[]): void {
    const { nowUs, onEvent } = this.#options.context;
    onEvent({ what, subject: this.incarnation(name), fromUs, toUs: nowUs(), by, loses, reroutes: false });
  }

  #named(name: string): Node {
    const node = this.#nodes.get(name);
    if (node === undefined)
      throw new LabError('LAB_USAGE', `there is no ${name}`, `nodes: ${[...this.#nodes.keys()].join(', ')}`);
    return node;
  }

  #runningChild(name: string): Child {
    const child = this.#named(name).child;
    if (child === null || !child.running) throw new LabError('LAB_USAGE', `${name} does not run`);
    return child;
  }
}

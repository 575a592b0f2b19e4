/** The simulated cluster: nodes, stores and balancer, and everything that is done to them, as events. */
import type { EventRecord } from '../history/records.js';
import { SimulatedBalancer } from './balancer.js';
import type { Drawn, Mishap } from './draw.js';
import { type NodeWorld, SimulatedNode } from './node.js';
import { type Session, SimulatedStore } from './store.js';

type EventDraft = Omit<EventRecord, 'kind' | 'id' | 'fault'>;

export class SimulatedCluster {
  readonly balancer: SimulatedBalancer;
  readonly nodes: SimulatedNode[] = [];
  readonly events: EventDraft[] = [];
  readonly shared: SimulatedStore | null;
  readonly #drawn: Drawn;
  readonly #world: NodeWorld;
  /** Since when a node is doomed, if nothing saves it. */
  readonly #doomedUs = new Map<SimulatedNode, number>();
  /** SIGKILL is on its way: nothing resumes them any more. */
  readonly #condemned = new Set<SimulatedNode>();
  readonly #snapshots = new Map<Mishap, Session[]>();
  #added = 0;
  #ended = false;

  constructor(drawn: Drawn, world: NodeWorld) {
    this.#drawn = drawn;
    this.#world = world;
    this.balancer = new SimulatedBalancer(drawn.routing, world.clock, world.dice);
    this.shared = drawn.store === 'redis' ? new SimulatedStore('redis', drawn, world.truth) : null;
    for (let i = 1; i <= drawn.nodes; i += 1) this.#serve(`node-${i}`);
    for (const mishap of drawn.mishaps) this.#schedule(mishap);
  }

  /** Load is over: what is frozen resumes, and the balancer keeps its servers as they are. */
  heal(): void {
    this.#ended = true;
    for (const node of this.nodes) if (node.state === 'paused') this.#resume(node, 'lab');
    this.balancer.resume();
  }

  #serve(name: string): void {
    this.balancer.servers.push({ name, node: this.#start(name, 1), up: true });
  }

  #start(server: string, incarnation: number): SimulatedNode {
    const name = `${server}.${incarnation}`;
    const store = this.shared ?? new SimulatedStore(name, this.#drawn, this.#world.truth);
    const node = new SimulatedNode(server, name, store, this.#world);
    this.nodes.push(node);
    return node;
  }

  #schedule(mishap: Mishap): void {
    const { clock } = this.#world;
    if ('snapshotUs' in mishap && mishap.snapshotUs !== null) {
      clock.at(mishap.snapshotUs, () => this.#snapshots.set(mishap, this.shared?.snapshot(clock.now) ?? []));
    }
    clock.at(mishap.atUs, () => {
      if (!this.#ended) this.#befall(mishap);
    });
  }

  #befall(mishap: Mishap): void {
    switch (mishap.kind) {
      case 'kill':
      case 'stop':
      case 'pause':
        this.#strike(mishap);
        break;
      case 'add':
        this.#added += 1;
        this.#reroute('server-enabled', `node-${this.#drawn.nodes + this.#added}`, 'script', (name) =>
          this.#serve(name),
        );
        break;
      case 'freeze-balancer':
        this.#freezeBalancer(mishap.endUs);
        break;
      case 'failover':
        this.#within('store-failover', 'redis', ['redis'], (fromUs) => this.#restore(mishap, fromUs));
        break;
      case 'kill-store':
        this.#killStore(mishap);
        break;
    }
  }

  #strike(mishap: Extract<Mishap, { kind: 'kill' | 'stop' | 'pause' }>): void {
    const node = this.#nodeOf(mishap.node);
    if (node?.state !== 'running' && !(node?.state === 'paused' && mishap.kind === 'kill')) return;
    if (mishap.kind === 'pause') {
      this.#pause(node, mishap.endUs, mishap.kill);
      return;
    }
    if (mishap.kind === 'kill') this.#kill(node);
    else this.#stop(node);
    if (mishap.restartUs !== null) this.#world.clock.at(mishap.restartUs, () => this.#restart(node));
  }

  #freezeBalancer(endUs: number): void {
    this.#event({ what: 'balancer-paused', subject: 'balancer' });
    this.balancer.freeze();
    this.#world.clock.at(endUs, () => {
      this.#event({ what: 'balancer-resumed', subject: 'balancer' });
      this.balancer.resume();
    });
  }

  #nodeOf(number: number): SimulatedNode | undefined {
    return this.balancer.servers[number - 1]?.node;
  }

  #event(event: Pick<EventDraft, 'what' | 'subject'> & Partial<EventDraft>): void {
    const { now } = this.#world.clock;
    this.events.push({ fromUs: now, toUs: now, by: 'script', loses: [], reroutes: false, ...event });
  }

  /** An event that takes a moment: it happens somewhere between its start and its end. */
  #within(
    what: EventDraft['what'],
    subject: string,
    loses: readonly string[],
    happen: (fromUs: number) => void,
    more: Partial<EventDraft> = {},
  ): void {
    const { clock, dice } = this.#world;
    const fromUs = clock.now;
    const [happensUs, spareUs] = [dice.between(0, 1500), dice.between(0, 1500)];
    this.#event({ what, subject, loses, fromUs, toUs: fromUs + happensUs + spareUs, ...more });
    clock.after(happensUs, () => happen(fromUs));
  }

  #reroute(what: EventDraft['what'], subject: string, by: EventDraft['by'], happen: (subject: string) => void): void {
    this.#within(what, subject, [], () => happen(subject), { by, reroutes: true });
  }

  #kill(node: SimulatedNode): void {
    this.#condemned.add(node);
    this.#within('node-killed', node.incarnation, this.#lossOf(node), (fromUs) => this.#die(node, fromUs));
  }

  #lossOf(node: SimulatedNode): string[] {
    return this.shared === null ? [node.incarnation] : [];
  }

  #die(node: SimulatedNode, fromUs: number): void {
    if (node.state === 'dead') return;
    node.state = 'dead';
    if (this.shared === null) {
      this.#world.truth.storeDied(node.incarnation, Math.min(fromUs, this.#doomedUs.get(node) ?? fromUs));
    }
    this.balancer.cut(node);
    this.#watch(node);
  }

  #stop(node: SimulatedNode): void {
    const { clock, dice } = this.#world;
    this.#doomedUs.set(node, clock.now);
    this.#event({ what: 'node-stopping', subject: node.incarnation });
    node.state = 'closing';
    this.#watch(node);
    clock.after(dice.between(3000, 60_000), () =>
      this.#within('node-exited', node.incarnation, this.#lossOf(node), (fromUs) => this.#die(node, fromUs)),
    );
  }

  #pause(node: SimulatedNode, endUs: number, kill: boolean): void {
    this.#doomedUs.set(node, this.#world.clock.now);
    this.#event({ what: 'node-paused', subject: node.incarnation });
    node.state = 'paused';
    this.#watch(node);
    this.#world.clock.at(endUs, () => {
      if (node.state !== 'paused' || this.#ended) return;
      if (kill) this.#kill(node);
      else this.#resume(node, 'script');
    });
  }

  #resume(node: SimulatedNode, by: EventDraft['by']): void {
    if (this.#condemned.has(node)) return;
    this.#doomedUs.delete(node);
    this.#event({ what: 'node-resumed', subject: node.incarnation, by });
    node.wake();
    this.#watch(node);
  }

  #restart(dead: SimulatedNode): void {
    const server = this.balancer.servers.find(({ node }) => node === dead);
    if (this.#ended || server === undefined || dead.state !== 'dead') return;
    server.node = this.#start(server.name, Number(dead.incarnation.split('.')[1]) + 1);
    this.#event({ what: 'node-started', subject: server.node.incarnation });
    this.#watch(server.node);
  }

  /** The balancer's health checks find out, after a while. */
  #watch(node: SimulatedNode): void {
    const { clock, dice } = this.#world;
    clock.after(dice.between(5000, 120_000), () => {
      const server = this.balancer.servers.find((candidate) => candidate.node === node);
      if (this.#ended || server === undefined) return;
      const healthy = node.state === 'running';
      if (healthy === server.up) return;
      this.#reroute(healthy ? 'server-up' : 'server-down', server.name, 'balancer', () => {
        server.up = healthy;
      });
    });
  }

  #killStore(mishap: Extract<Mishap, { kind: 'kill-store' }>): void {
    const { shared } = this;
    if (shared === null || !shared.up) return;
    const kept = mishap.snapshotUs !== null;
    this.#within('store-killed', 'redis', ['redis'], (fromUs) => {
      shared.up = false;
      // From now on it is what its file says; nobody can ask before it starts again.
      if (kept) this.#restore(mishap, fromUs);
      else this.#replace([], () => this.#world.truth.storeDied('redis', fromUs));
    });
    this.#world.clock.at(mishap.startUs, () => {
      if (this.#ended) return;
      this.#within('store-started', 'redis', [], () => {
        shared.up = true;
      });
    });
  }

  #restore(mishap: Mishap, fromUs: number): void {
    const { truth, clock } = this.#world;
    const forgets = this.#drawn.breaks === 'overstays';
    const snapshot = this.#snapshots.get(mishap) ?? [];
    const older = new Map(
      snapshot.filter(({ expiresUs }) => expiresUs > clock.now || forgets).map((each) => [each.birth, each]),
    );
    this.#replace(snapshot, (before) => {
      const known = new Set(before.map(({ birth }) => birth));
      for (const { birth } of snapshot) if (!known.has(birth)) truth.revived(birth, fromUs);
      for (const { birth, items } of before) {
        const now = older.get(birth);
        if (now === undefined) truth.destroyed(birth, fromUs);
        else truth.rolledBack(birth, now.key, items, now.items, fromUs);
      }
    });
  }

  /** No later event brings back what this one took: replicas follow. */
  #replace(snapshot: readonly Session[], book: (before: readonly Session[]) => void): void {
    const { shared } = this;
    if (shared === null) return;
    const { now } = this.#world.clock;
    book(shared.content(now));
    shared.restore(snapshot, now);
    for (const mishap of this.#snapshots.keys()) this.#snapshots.set(mishap, shared.snapshot(now));
  }
}

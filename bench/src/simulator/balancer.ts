/** A simulated balancer: routes, redispatches what a dead node refuses, gives up on a frozen one, finds both out. */
import type { Routing } from '../scenario/scenario.js';
import type { Clock } from './clock.js';
import type { Dice } from './dice.js';
import { LATER, type NodeAnswer, type Request, type SimulatedNode } from './node.js';

/** How a request ended, as its sender sees it. */
export type Ending =
  | { readonly kind: 'answered'; readonly answer: NodeAnswer; readonly node: SimulatedNode }
  | { readonly kind: 'balancer'; readonly status: 503 | 504 }
  | { readonly kind: 'cut' };

interface Server {
  readonly name: string;
  node: SimulatedNode;
  up: boolean;
}

export interface Sender {
  readonly device: string;
  /** Affinity cookie; null before the first answer. */
  readonly affinity: string | null;
}

const SERVER_TIMEOUT_US = 120_000;

export class SimulatedBalancer {
  readonly servers: Server[] = [];
  readonly #routing: Routing;
  readonly #clock: Clock;
  readonly #dice: Dice;
  #turn = 0;
  /** What waits for the balancer to be resumed; null: it is not frozen. */
  #frozen: (() => void)[] | null = null;
  /** Connections by node, to be cut when it dies. */
  readonly #open = new Map<SimulatedNode, Set<() => void>>();

  constructor(routing: Routing, clock: Clock, dice: Dice) {
    this.#routing = routing;
    this.#clock = clock;
    this.#dice = dice;
  }

  freeze(): void {
    this.#frozen ??= [];
  }

  resume(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = null;
    for (const run of waiting) run();
  }

  route(request: Request, sender: Sender, done: (ending: Ending) => void): void {
    if (this.#frozen !== null) {
      this.#frozen.push(() => this.route(request, sender, done));
      return;
    }
    const first = this.#choose(sender);
    if (first === null) done({ kind: 'balancer', status: 503 });
    else if (first.node.state === 'dead') this.#redispatch(first, request, done);
    else this.#forward(first.node, request, done);
  }

  /** A dead process refuses the connection: another server is tried, once. */
  #redispatch(refusing: Server, request: Request, done: (ending: Ending) => void): void {
    this.#clock.after(this.#dice.between(500, 2000), () => {
      const others = this.servers.filter((server) => server.up && server !== refusing);
      const second = others.length === 0 ? null : this.#dice.pick(others);
      if (second === null || second.node.state === 'dead') done({ kind: 'balancer', status: 503 });
      else this.#forward(second.node, request, done);
    });
  }

  #forward(node: SimulatedNode, request: Request, done: (ending: Ending) => void): void {
    let open = true;
    const close = (ending: Ending) => {
      if (!open) return;
      open = false;
      connections.delete(cut);
      this.#whenAwake(() => done(ending));
    };
    const cut = () => close({ kind: 'cut' });
    const connections = this.#open.get(node) ?? new Set();
    this.#open.set(node, connections.add(cut));
    this.#clock.after(SERVER_TIMEOUT_US, () => close({ kind: 'balancer', status: 504 }));
    node.accept(request, (answer) => {
      if (answer !== LATER) close({ kind: 'answered', answer, node });
    });
  }

  #whenAwake(run: () => void): void {
    if (this.#frozen === null) run();
    else this.#frozen.push(run);
  }

  /** The node died: its connections close without an answer. */
  cut(node: SimulatedNode): void {
    for (const cut of [...(this.#open.get(node) ?? [])]) cut();
  }

  #choose({ device, affinity }: Sender): Server | null {
    const up = this.servers.filter((server) => server.up);
    if (up.length === 0) return null;
    switch (this.#routing) {
      case 'cookie':
        return up.find((server) => server.name === affinity) ?? this.#next(up);
      case 'modulo':
        return up[hash(device) % up.length] ?? null;
      case 'consistent':
        return up.reduce((best, server) => (weight(server, device) > weight(best, device) ? server : best));
      case 'round-robin':
        return this.#next(up);
      case 'least-conn':
        return this.#dice.pick(up);
    }
  }

  #next(up: readonly Server[]): Server | null {
    this.#turn += 1;
    return up[this.#turn % up.length] ?? null;
  }
}

function weight(server: Server, device: string): number {
  return hash(`${server.name} ${device}`);
}

/** FNV-1a, mixed once more: neighbouring names must not share a remainder. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return (h ^ (h >>> 16)) >>> 0;
}

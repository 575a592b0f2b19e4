/**
 * The connections of all devices. As a browser does, a device keeps its connection while its person thinks, and opens a
 * further one when that is busy, so that two tabs are answered side by side. Systems end somewhere, though: where as many
 * are open as may be, a device takes over the one that has been idle for longest, and where none is idle it waits. Both are
 * counted, since the people of such a run are not as many clients as they seem.
 */
import type { Answer } from './answer-reader.js';
import { Connection, type HttpRequest, type Route } from './connection.js';
import type { TransportError } from './outcome.js';

type Done = (answer: Answer | TransportError) => void;

/** What a device sends through. */
export interface Connections {
  /** As {@link Connection.send}, on a connection that has nothing else under way. */
  send(request: HttpRequest, done: Done): () => void;
  /** Closes at once; exchanges under way end with `closed`. A later request connects again. */
  close(): void;
}

export interface ConnectionCounts {
  /** Open at once, at most. */
  readonly peak: number;
  /** Requests on a connection that was taken over from another device. */
  readonly shared: number;
  /** Requests that waited for a connection: none was idle, and no more may be opened. */
  readonly waited: number;
}

/** A connection, and the device that used it last. */
class Held {
  readonly connection: Connection;
  owner: DeviceConnections;
  busy = false;

  constructor(connection: Connection, owner: DeviceConnections) {
    this.connection = connection;
    this.owner = owner;
  }
}

interface Waiting {
  readonly device: DeviceConnections;
  readonly request: HttpRequest;
  readonly done: Done;
  /** Gives the exchange up once it has begun; null while it waits. */
  giveUp: (() => void) | null;
}

export class ConnectionPool {
  readonly #route: Route;
  readonly #max: number;
  /** The one that has been idle for longest comes first. */
  readonly #idle = new Set<Held>();
  readonly #waiting = new Set<Waiting>();
  #open = 0;
  #peak = 0;
  #shared = 0;
  #waited = 0;

  /** @param max connections at once, at least 1 */
  constructor(route: Route, max: number) {
    this.#route = route;
    this.#max = max;
  }

  get counts(): ConnectionCounts {
    return { peak: this.#peak, shared: this.#shared, waited: this.#waited };
  }

  ofDevice(): Connections {
    return new DeviceConnections(this);
  }

  /** For a device all of whose own connections are busy; null when there is none to have. */
  take(device: DeviceConnections): Held | null {
    if (this.#open < this.#max) {
      this.#open += 1;
      this.#peak = Math.max(this.#peak, this.#open);
      return new Held(new Connection(this.#route), device);
    }
    for (const held of this.#idle) {
      held.owner.lose(held);
      held.owner = device;
      this.#shared += 1;
      return held;
    }
    return null;
  }

  use(held: Held): void {
    held.busy = true;
    this.#idle.delete(held);
  }

  free(held: Held): void {
    held.busy = false;
    this.#idle.add(held);
    this.#serve();
  }

  remove(held: Held): void {
    this.#idle.delete(held);
    this.#open -= 1;
    this.#serve();
  }

  /** @returns gives the exchange up, whether or not it has begun */
  wait(device: DeviceConnections, request: HttpRequest, done: Done): () => void {
    const waiting: Waiting = { device, request, done, giveUp: null };
    this.#waiting.add(waiting);
    this.#waited += 1;
    return () => {
      if (waiting.giveUp !== null) waiting.giveUp();
      else if (this.#waiting.delete(waiting)) done('unconnected');
    };
  }

  #serve(): void {
    for (const waiting of this.#waiting) {
      if (this.#open >= this.#max && this.#idle.size === 0) return;
      this.#waiting.delete(waiting);
      waiting.giveUp = waiting.device.send(waiting.request, waiting.done);
    }
  }
}

class DeviceConnections implements Connections {
  readonly #pool: ConnectionPool;
  /** One for each tab, at most. */
  #own: readonly Held[] = [];

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  send(request: HttpRequest, done: Done): () => void {
    const held = this.#own.find(({ busy }) => !busy) ?? this.#another();
    if (held === null) return this.#pool.wait(this, request, done);
    this.#pool.use(held);
    return held.connection.send(request, (answer) => {
      // A device that is closed meanwhile has given it back.
      if (held.busy) this.#pool.free(held);
      done(answer);
    });
  }

  close(): void {
    const own = this.#own;
    this.#own = [];
    for (const held of own) {
      held.busy = false;
      held.connection.close();
      this.#pool.remove(held);
    }
  }

  /** Another device has taken it over. */
  lose(held: Held): void {
    this.#own = this.#own.filter((each) => each !== held);
  }

  #another(): Held | null {
    const held = this.#pool.take(this);
    if (held !== null) this.#own = [...this.#own, held];
    return held;
  }
}

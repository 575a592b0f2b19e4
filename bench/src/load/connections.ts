/**
 * The connections of one device: as a browser does, it opens a further one when the others are busy, so that two tabs are
 * answered side by side, and uses them again. A tab has one request under way, so there are never more than tabs.
 */
import type { Answer } from './answer-reader.js';
import { Connection, type HttpRequest, type Route } from './connection.js';
import type { TransportError } from './outcome.js';

/** What a device sends through. */
export interface Connections {
  /** As {@link Connection.send}, on a connection that has nothing else under way. */
  send(request: HttpRequest, done: (answer: Answer | TransportError) => void): () => void;
  /** The device has nothing more to send for now. */
  close(): void;
}

export class OwnConnections implements Connections {
  readonly #route: Route;
  readonly #all: Connection[] = [];
  readonly #idle: Connection[] = [];

  constructor(route: Route) {
    this.#route = route;
  }

  send(request: HttpRequest, done: (answer: Answer | TransportError) => void): () => void {
    const connection = this.#idle.pop() ?? this.#another();
    return connection.send(request, (answer) => {
      this.#idle.push(connection);
      done(answer);
    });
  }

  /** Closes at once; exchanges under way end with `closed`. */
  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #another(): Connection {
    const connection = new Connection(this.#route);
    this.#all.push(connection);
    return connection;
  }
}

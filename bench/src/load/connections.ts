/**
 * The connections of one device: as a browser does, it opens a further one when the others are busy, so that two tabs are
 * answered side by side, and uses them again. A tab has one request under way, so there are never more than tabs.
 */
import { type Answer, Connection, type HttpRequest } from './connection.js';
import type { TransportError } from './outcome.js';

export class Connections {
  readonly #open: () => Connection;
  readonly #all: Connection[] = [];
  readonly #idle: Connection[] = [];

  /** @param origin `http://127.0.0.1:port` */
  constructor(origin: string, connectTimeoutMs: number) {
    this.#open = () => new Connection(origin, connectTimeoutMs);
  }

  /** As {@link Connection.send}, on a connection that has nothing else under way. */
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
    const connection = this.#open();
    this.#all.push(connection);
    return connection;
  }
}

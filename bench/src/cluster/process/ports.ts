/**
 * Free ports on loopback. They are drawn below the range from which the system takes the ports of outgoing connections,
 * so that a node's port stays free from the moment it is chosen, and while its node is dead, until the node starts.
 */
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 12_000;
const ATTEMPTS = 200;

/** Hands out ports, none twice. */
export class Ports {
  readonly #dice: () => number;
  readonly #isFree: (port: number) => Promise<boolean>;
  readonly #taken = new Set<number>();

  /** @param dice uniform in [0, 1) */
  constructor(dice: () => number, isFree: (port: number) => Promise<boolean> = portIsFree) {
    this.#dice = dice;
    this.#isFree = isFree;
  }

  async next(): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const port = FIRST + Math.floor(this.#dice() * COUNT);
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      if (await this.#isFree(port)) return port;
    }
    throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT - 1}`);
  }
}

/** Whether a server could listen on the loopback port now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A TCP relay before Redis for tests: counts the round trips of whoever asks through it, and goes mute when told to. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class RedisRelay implements AsyncDisposable {
  readonly url: string;
  /** Bursts of questions that waited for an answer: what the network makes a client wait for. */
  roundTrips = 0;
  /** It accepts connections and what they say, and answers nothing. */
  mute = false;
  /** Connections accepted since the start. */
  accepted = 0;
  #port: number;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#port = port;
    this.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (client) => this.#relay(client));
  }

  /** @param port where Redis listens on loopback */
  static async start(port: number): Promise<RedisRelay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RedisRelay(server, port);
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#clients.size;
  }

  /** Says so to every client, as if Redis had said it. */
  say(answer: string): void {
    for (const client of this.#clients) client.write(answer);
  }

  /** From now on another Redis answers here; the connections to the one before are cut. */
  redirect(port: number): void {
    this.#port = port;
    for (const client of this.#clients) client.destroy();
  }

  #relay(client: Socket): void {
    this.accepted += 1;
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    const redis = connect(this.#port, '127.0.0.1');
    let asked = false;
    client.on('data', (question) => {
      if (this.mute) return;
      if (!asked) this.roundTrips += 1;
      asked = true;
      redis.write(question);
    });
    redis.on('data', (answer) => {
      asked = false;
      client.write(answer);
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay().on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

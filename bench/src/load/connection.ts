/**
 * One keep-alive connection: connects when first used and again after it was closed. One request at a time; nothing is
 * repeated behind the caller's back.
 *
 * On a socket of its own and not by an HTTP client, for two reasons: whether a byte of a request left, and how its connection
 * ended, decides its outcome, and clients blur that; and every operation goes through here: benchmarks/driver/README.md says
 * what undici and node:http cost.
 */
import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader, type Read } from './answer-reader.js';
import type { Dialer } from './dialer.js';
import type { TransportError } from './outcome.js';
import type { Address } from './target.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Lines, each with its line end; without Host, Connection and Content-Length. */
  readonly headers: string;
  /** JSON; null for none. */
  readonly body: string | null;
}

/** Where a connection leads, and how it gets there. */
export interface Route extends Address {
  readonly connectTimeoutMs: number;
  readonly dialer: Dialer;
}

interface Exchange {
  readonly done: (answer: Answer | TransportError) => void;
  /** The request, until it is sent. */
  unsent: string | null;
}

/** What came is read before anything else comes, on whichever connection: one buffer serves them all. */
const ARRIVED = Buffer.allocUnsafeSlow(65_536);

export class Connection {
  readonly #route: Route;
  readonly #reader = new AnswerReader();
  #socket: Socket | null = null;
  #stands = false;
  #exchange: Exchange | null = null;

  constructor(route: Route) {
    this.#route = route;
  }

  /**
   * Sends a request; `done` is called exactly once.
   *
   * @returns gives the exchange up: `done` is called with `timeout`, or `unconnected` when no byte was sent
   */
  send(request: HttpRequest, done: (answer: Answer | TransportError) => void): () => void {
    const exchange: Exchange = { done, unsent: this.#textOf(request) };
    this.#exchange = exchange;
    if (this.#stands) this.#write();
    else if (this.#socket === null) this.#route.dialer.dial(() => this.#dial());
    return () => this.#giveUp(exchange);
  }

  /** Closes at once; an exchange under way ends with `closed`. A later request connects again. */
  close(): void {
    this.#drop();
    this.#settle(this.#exchange?.unsent === null ? 'closed' : 'unconnected');
  }

  #dial(): void {
    // What it was for may have been given up meanwhile.
    if (this.#exchange === null || this.#socket !== null) return;
    const { host, port, connectTimeoutMs } = this.#route;
    const onread = { buffer: ARRIVED, callback: (bytes: number): boolean => this.#arrived(socket, bytes) };
    const socket: Socket = connect({ host, port, noDelay: true, onread });
    this.#socket = socket;
    const patience = setTimeout(() => socket.destroy(), connectTimeoutMs);
    socket.on('connect', () => {
      clearTimeout(patience);
      this.#stands = true;
      this.#write();
    });
    socket.on('end', () => this.#ended(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#lost(socket, error.code));
    socket.on('close', () => {
      clearTimeout(patience);
      this.#lost(socket, undefined);
    });
  }

  #write(): void {
    const exchange = this.#exchange;
    if (exchange === null || exchange.unsent === null) return;
    this.#socket?.write(exchange.unsent, 'latin1');
    exchange.unsent = null;
  }

  /** @returns whether to read on */
  #arrived(socket: Socket, bytes: number): boolean {
    if (socket !== this.#socket) return false;
    // Nothing was asked: a balancer that says good-bye.
    if (this.#exchange === null || this.#exchange.unsent !== null) this.#drop();
    else this.#heed(this.#reader.push(ARRIVED, bytes));
    return this.#socket === socket;
  }

  #heed(read: Read): void {
    if (read.state === 'partial') return;
    if (read.state === 'whole' && read.keepAlive) {
      this.#settle(read.answer);
      return;
    }
    this.#drop();
    this.#settle(read.state === 'whole' ? read.answer : 'protocol');
  }

  #ended(socket: Socket): void {
    if (socket !== this.#socket) return;
    const answer = this.#reader.end();
    this.#drop();
    this.#settle(answer ?? 'closed');
  }

  #lost(socket: Socket, code: string | undefined): void {
    if (socket !== this.#socket) return;
    const sent = this.#exchange?.unsent === null;
    this.#drop();
    if (code === 'ECONNREFUSED') this.#settle('refused');
    else if (!sent) this.#settle('unconnected');
    else this.#settle(code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed');
  }

  #giveUp(exchange: Exchange): void {
    if (exchange !== this.#exchange) return;
    if (exchange.unsent !== null) {
      this.#settle('unconnected');
      return;
    }
    this.#drop();
    this.#settle('timeout');
  }

  #drop(): void {
    this.#reader.reset();
    this.#stands = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  #settle(result: Answer | TransportError): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#exchange = null;
    exchange.done(result);
  }

  /** Of ASCII alone, so that a byte is a character: JSON can say all others by their number. */
  #textOf({ method, path, headers, body }: HttpRequest): string {
    const { authority } = this.#route;
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${authority}\r\nconnection: keep-alive\r\n${headers}`;
    if (body === null) return method === 'GET' ? `${head}\r\n` : `${head}content-length: 0\r\n\r\n`;
    const ascii = NOT_ASCII.test(body) ? body.replace(EACH_NOT_ASCII, escaped) : body;
    return `${head}content-length: ${ascii.length}\r\n\r\n${ascii}`;
  }
}

const NOT_ASCII = /[\u0080-\uffff]/;
const EACH_NOT_ASCII = /[\u0080-\uffff]/g;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

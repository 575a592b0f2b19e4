/**
 * One keep-alive connection of one device, by undici: connects when first used and again after it was closed. One request
 * at a time; nothing is repeated behind the caller's back.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Client, type Dispatcher } from 'undici';
import type { TransportError } from './outcome.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** Idle connections stay: a shopper's think time is no reason to connect again. */
const KEEP_ALIVE_MS = 600_000;

export class Connection {
  readonly #open: () => Client;
  #client: Client | null = null;

  /** @param origin `http://127.0.0.1:port` */
  constructor(origin: string, connectTimeoutMs: number) {
    this.#open = () =>
      new Client(origin, {
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_MS,
        // The caller's own deadline covers the whole exchange, by a clock finer than undici's.
        headersTimeout: 0,
        bodyTimeout: 0,
        pipelining: 1,
        connect: { timeout: connectTimeoutMs },
      });
  }

  /**
   * Sends a request; `done` is called exactly once.
   *
   * @returns gives the exchange up: `done` is called with `timeout`, or `unconnected` when no byte was sent
   */
  send(request: HttpRequest, done: (answer: Answer | TransportError) => void): () => void {
    this.#client ??= this.#open();
    const exchange = new Exchange(done);
    this.#client.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body },
      exchange,
    );
    return () => exchange.giveUp();
  }

  /** Closes at once; an exchange under way ends with `closed`. A later request connects again. */
  close(): void {
    this.#client?.destroy().catch(() => {});
    this.#client = null;
  }
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #done: (answer: Answer | TransportError) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #body = '';
  #settled = false;
  #givenUp = false;

  constructor(done: (answer: Answer | TransportError) => void) {
    this.#done = done;
  }

  giveUp(): void {
    if (this.#settled) return;
    this.#givenUp = true;
    if (this.#controller === null) this.#settle('unconnected');
    else this.#controller.abort(new Error('given up'));
  }

  /** Called when a connection stands and the request is about to be written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up before it was sent'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body += chunk.toString('utf8');
  }

  onResponseEnd(): void {
    this.#settle({ status: this.#status, headers: this.#headers, body: this.#body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(this.#givenUp ? 'timeout' : transportError(error, this.#controller !== null));
  }

  #settle(result: Answer | TransportError): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#done(result);
  }
}

function transportError(error: Error & { code?: string }, sent: boolean): TransportError {
  if (error.code === 'ECONNREFUSED') return 'refused';
  if (!sent) return 'unconnected';
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return 'reset';
  return error.code?.startsWith('HPE_') ? 'protocol' : 'closed';
}

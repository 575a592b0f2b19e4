/** Counts the requests of a node, and knows when nothing is in flight any more. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { HEADERS } from '../protocol/index.js';

export class Traffic {
  #received = 0;
  #inFlight = 0;
  #closing = false;
  #idle: (() => void)[] = [];

  /** Requests received since the start. */
  get received(): number {
    return this.#received;
  }

  /** Requests whose handler runs or whose answer has not left. */
  get inFlight(): number {
    return this.#inFlight;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** From now on requests are refused; resolves when the answer to the last one before has left. */
  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      if (this.#inFlight === 0) resolve();
      else this.#idle.push(resolve);
    });
  }

  begun(): void {
    this.#received += 1;
    this.#inFlight += 1;
  }

  ended(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** Adds the hooks that count; they come before all others. */
export function countTraffic(app: FastifyInstance, traffic: Traffic): void {
  app.decorateRequest('awaits', 0);
  app.decorateRequest('handled', false);
  app.addHook('onRequest', (request, reply, done) => {
    traffic.begun();
    // Over when the handler is done *and* the connection is through with the answer, or gone: a client that hangs up
    // does not stop the handler. But one that hangs up while the session is looked up takes the unread body with it: the
    // handler, which waits for that, never starts.
    request.awaits = 2;
    reply.raw.once('close', () => settle(request, !request.handled && bodyIsLost(request.raw) ? 2 : 1));
    if (traffic.closing) {
      reply.code(503).headers({ [HEADERS.effect]: 'none', 'retry-after': '1', connection: 'close' });
      reply.send({ problem: 'this node is stopping' });
    } else done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    request.handled = true;
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    // The connections must not outlive the last answers.
    if (traffic.closing) reply.header('connection', 'close');
    settle(request, 1);
    done();
  });

  function settle(request: { awaits: number }, arrived: number): void {
    if (request.awaits === 0) return;
    request.awaits = Math.max(0, request.awaits - arrived);
    if (request.awaits === 0) traffic.ended();
  }
}

function bodyIsLost(message: IncomingMessage): boolean {
  const hasBody = message.headers['transfer-encoding'] !== undefined || Number(message.headers['content-length']) > 0;
  return hasBody && message.destroyed && !message.readableEnded;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of answer and connection, how many are still to come. */
    awaits: number;
    /** Its handler has started, or is about to. */
    handled: boolean;
  }
}

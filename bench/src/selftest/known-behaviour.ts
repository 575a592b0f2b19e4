/** The hooks by which a known server obeys its orders, around the real checkout. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionLayer, SessionStore } from '@session-lab/checkout';
import { HEADERS } from '@session-lab/checkout/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { operationUnderWay } from './known-store.js';
import type { Death, Orders } from './orders.js';

/** A timer of Node fires up to so much late: the rest is waited for without one. */
const TIMER_UNCERTAINTY_US = 2000;
/** Of the last answer, in what an answer usually takes to send. */
const SENDING_WEIGHT = 0.05;
/** On the second of two executions, which must not make a third. */
const AGAIN = 'x-again';

interface Parked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly released: () => void;
}

interface Group {
  readonly how: Death;
  readonly size: number;
  readonly parked: Parked[];
}

export class KnownBehaviour {
  /** How long each delayed answer was really held, microseconds. */
  readonly heldUs: number[] = [];
  /** What it takes to hand an answer to the socket, as of late. */
  #sendingUs = 0;
  readonly #orders: Orders;
  readonly #nowUs: () => number;
  readonly #groups = new Map<number, Group>();
  readonly #forget: ReadonlySet<number>;
  readonly #twice: ReadonlySet<number>;
  readonly #leak: ReadonlyMap<number, number>;
  /** What operations were told of their session that others are to be told, too. */
  readonly #told = new Map<number, Readonly<Record<string, string>> | null>();

  constructor(orders: Orders, nowUs: () => number) {
    this.#orders = orders;
    this.#nowUs = nowUs;
    this.#forget = new Set(orders.forget);
    this.#twice = new Set(orders.twice);
    this.#leak = new Map(orders.leak.map(({ operation, like }) => [operation, like]));
    for (const { like } of orders.leak) this.#told.set(like, null);
    for (const { how, operations } of orders.deaths) {
      const group: Group = { how, size: operations.length, parked: [] };
      for (const operation of operations) this.#groups.set(operation, group);
    }
  }

  /** Adds the hooks; they come before those of the layer, whose own `register` is to follow. */
  addTo(app: FastifyInstance, layer: SessionLayer, store: SessionStore): void {
    app.addHook('onRequest', async (request, reply) => {
      if (this.#orders.delayUs > 0) this.#holdAnswer(reply);
      const operation = operationOf(request);
      if (operation === this.#orders.stall?.atOperation) standStill(this.#orders.stall.forMs);
      if (this.#groups.get(operation)?.how !== 'balancer503') return;
      await this.#park(operation, request, reply);
      return reply;
    });
    // The store is not told for whom it works: it asks the context that this leaves behind.
    app.addHook('preHandler', (request, _reply, done) => operationUnderWay.run(operationOf(request), done));
    app.addHook('onSend', async (request, reply, payload) => {
      const operation = operationOf(request);
      if (request.headers[AGAIN] !== undefined) return payload;
      this.#leakInto(operation, reply);
      if (this.#forget.has(operation)) await store.destroy(layer.keyOf(request));
      if (this.#twice.has(operation)) await this.#executeAgain(app, request);
      const group = this.#groups.get(operation);
      if (group !== undefined && group.how !== 'balancer503') await this.#park(operation, request, reply);
      return payload;
    });
    app.addHook('onResponse', async (request) => {
      const { silence } = this.#orders;
      if (silence !== null && operationOf(request) === silence.afterOperation) await fallSilent(app, silence.forMs);
    });
  }

  /** Holds a request until its whole group is there; then all of them meet their end. */
  async #park(operation: number, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const group = this.#groups.get(operation);
    if (group === undefined) return;
    await new Promise<void>((released) => {
      group.parked.push({ request, reply, released });
      if (group.parked.length < group.size) return;
      for (const each of group.parked) meetEnd(group.how, each);
    });
  }

  #leakInto(operation: number, reply: FastifyReply): void {
    const foreign = this.#told.get(this.#leak.get(operation) ?? Number.NaN);
    if (foreign !== undefined && foreign !== null) reply.headers(foreign);
    if (!this.#told.has(operation)) return;
    const [birth, items] = [reply.getHeader(HEADERS.birth), reply.getHeader(HEADERS.items)];
    this.#told.set(operation, { [HEADERS.birth]: String(birth), [HEADERS.items]: String(items) });
  }

  async #executeAgain(app: FastifyInstance, { method, url, headers, body }: FastifyRequest): Promise<void> {
    const { 'content-length': _length, ...rest } = headers;
    await app.inject({
      method: method as 'POST',
      url,
      headers: { ...rest, [AGAIN]: '1' },
      ...(body === undefined || body === null ? {} : { payload: body as object }),
    });
  }

  /** The whole answer is ready long before; only its way into the socket is left, and what that takes is allowed for. */
  #holdAnswer({ raw }: FastifyReply): void {
    const arrivalUs = this.#nowUs();
    const end = raw.end.bind(raw) as (...args: unknown[]) => typeof raw;
    raw.end = (...args: unknown[]) => {
      void this.#until(arrivalUs + this.#orders.delayUs - this.#sendingUs).then(() => {
        const fromUs = this.#nowUs();
        end(...args);
        const toUs = this.#nowUs();
        this.heldUs.push(toUs - arrivalUs);
        this.#sendingUs += (toUs - fromUs - this.#sendingUs) * SENDING_WEIGHT;
      });
      return raw;
    };
  }

  async #until(momentUs: number): Promise<void> {
    const restUs = momentUs - this.#nowUs();
    if (restUs > TIMER_UNCERTAINTY_US) await sleep((restUs - TIMER_UNCERTAINTY_US) / 1000);
    while (this.#nowUs() < momentUs) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** −1, which no plan has, for a request without an operation. */
function operationOf(request: FastifyRequest): number {
  return Number(request.headers[HEADERS.operation] ?? -1);
}

function meetEnd(how: Death, { request, reply, released }: Parked): void {
  const { socket } = request.raw;
  switch (how) {
    case 'close':
      socket.destroy();
      break;
    case 'reset':
      socket.resetAndDestroy();
      break;
    case 'balancer503':
      reply.removeHeader(HEADERS.node);
      reply.code(503).header(HEADERS.balancer, 'made').type('text/plain').send('balancer: 503');
  }
  released();
}

/** The whole process, as when its machine is suspended: nothing is read, nothing answered. */
function standStill(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

/** Closes the port and every connection, and opens the port again later. */
async function fallSilent({ server }: FastifyInstance, forMs: number): Promise<void> {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  server.close();
  server.closeAllConnections();
  await sleep(forMs);
  server.listen({ host: address.address, port: address.port });
}

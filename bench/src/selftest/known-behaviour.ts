/** The hooks by which a known server obeys its orders, around the real checkout. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionLayer, SessionStore } from '@session-lab/checkout';
import { type ChargeRequest, HEADERS } from '@session-lab/checkout/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Alarm } from '../load/alarm.js';
import { Pacer, runPacer } from '../load/pacer.js';
import { operationUnderWay } from './known-store.js';
import type { Death, Orders } from './orders.js';
import type { HeldAnswer } from './witness.js';

/** An alarm rings up to so much late: it is set that much earlier, and the rest is waited for without one. */
const ALARM_UNCERTAINTY_US = 300;
/** Of the last answer, in what an answer usually takes to send. */
const SENDING_WEIGHT = 0.05;
/** However long sending takes on a busy machine: no answer leaves so early that a percentile could be called too short. */
const MOST_ALLOWED_US = 250;
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
  /** The answers that it was told to hold back, as they left. */
  readonly held: HeldAnswer[] = [];
  /** When answers are due. */
  readonly #answers = new Pacer();
  /** What it takes to hand an answer to the socket, as of late. */
  #sendingUs = 0;
  readonly #orders: Orders;
  readonly #nowUs: () => number;
  readonly #gateway: string;
  readonly #groups = new Map<number, Group>();
  readonly #forget: ReadonlySet<number>;
  readonly #twice: ReadonlySet<number>;
  readonly #leak: ReadonlyMap<number, number>;
  readonly #charge: ReadonlyMap<number, string>;
  /** What operations were told of their session that others are to be told, too. */
  readonly #told = new Map<number, Readonly<Record<string, string>> | null>();

  /** @param gateway origin of the payment gateway */
  constructor(orders: Orders, nowUs: () => number, gateway: string) {
    this.#orders = orders;
    this.#gateway = gateway;
    this.#nowUs = nowUs;
    if (orders.delayUs > 0) runPacer(this.#answers, nowUs, new Alarm());
    this.#forget = new Set(orders.forget);
    this.#twice = new Set(orders.twice);
    this.#leak = new Map(orders.leak.map(({ operation, like }) => [operation, like]));
    this.#charge = new Map(orders.charge.map(({ operation, account }) => [operation, account]));
    for (const { like } of orders.leak) this.#told.set(like, null);
    for (const { how, operations } of orders.deaths) {
      const group: Group = { how, size: operations.length, parked: [] };
      for (const operation of operations) this.#groups.set(operation, group);
    }
  }

  /** Adds the hooks; they come before those of the layer, whose own `register` is to follow. */
  addTo(app: FastifyInstance, layer: SessionLayer, store: SessionStore): void {
    app.addHook('onRequest', async (request, reply) => {
      const operation = operationOf(request);
      if (this.#orders.delayUs > 0) this.#holdAnswer(operation, reply);
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
      const account = this.#charge.get(operation);
      if (account !== undefined) await chargeAgain(this.#gateway, operation, account);
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
  #holdAnswer(operation: number, { raw }: FastifyReply): void {
    const arrivedUs = this.#nowUs();
    const end = raw.end.bind(raw) as (...args: unknown[]) => typeof raw;
    raw.end = (...args: unknown[]) => {
      void this.#until(arrivedUs + this.#orders.delayUs - Math.min(this.#sendingUs, MOST_ALLOWED_US)).then(() => {
        const leavingUs = this.#nowUs();
        end(...args);
        const leftUs = this.#nowUs();
        this.held.push({ operation, arrivedUs, leavingUs, leftUs });
        this.#sendingUs += (leftUs - leavingUs - this.#sendingUs) * SENDING_WEIGHT;
      });
      return raw;
    };
  }

  /** By the alarm of the load generator: to wait out the two milliseconds of a timer would make the machine busy. */
  async #until(momentUs: number): Promise<void> {
    await new Promise<void>((due) => this.#answers.schedule(momentUs - ALARM_UNCERTAINTY_US, due));
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

/** What a checkout does that forgets the key of its first charge. */
async function chargeAgain(gateway: string, operation: number, account: string): Promise<void> {
  const charge: ChargeRequest = { idempotencyKey: `again-${operation}`, account, amountCents: 799, op: operation };
  const answer = await fetch(`${gateway}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(charge),
  });
  if (!answer.ok) throw new Error(`the gateway refused a charge that was ordered: ${answer.status}`);
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

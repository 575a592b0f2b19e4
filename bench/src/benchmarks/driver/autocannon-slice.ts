/**
 * One slice of autocannon, a request after the other on each connection. Bare it sends what it was given and counts;
 * checking, its hooks do what our driver does with each answer: status, birth and items read, cookies kept and sent back,
 * a line of history written.
 */
import { join } from 'node:path';
import { HEADERS, NO_BIRTH, SESSION_COOKIE, sessionKeyOf } from '@session-lab/checkout/protocol';
import autocannon, { type Request, type Result } from 'autocannon';
import type { OperationRecord } from '../../history/records.js';
import { HistoryWriter } from '../../history/writer.js';
import { monotonicUs } from '../../load/clock.js';
import { Jar } from '../../load/jar.js';
import { operationRecord } from '../../load/record.js';
import { birthOf, cookieOf } from './answers.js';
import type { Sent, SliceOrder } from './contender.js';
import { type PlainRequest, plainRequests } from './journey.js';

const TIMEOUT_SECONDS = 10;
/** Its default. */
const SAMPLE_MS = 1000;

export async function bareSlice(order: SliceOrder): Promise<Sent> {
  const result = await run(order, (shopper) => {
    const headers = { cookie: `${SESSION_COOKIE}=${cookieOf(birthOf(shopper), 'signIn')}` };
    return plainRequests(shopper).map((request) => ({ ...request, headers: { ...request.headers, ...headers } }));
  });
  return { ...result, recorded: null };
}

export async function checkingSlice(order: SliceOrder): Promise<Sent> {
  using history = new HistoryWriter(join(order.folder, 'autocannon.ndjson'));
  let recorded = 0;
  let wrong: string | null = null;
  const result = await run(order, (shopper) => {
    const visitor = new CheckingVisitor(shopper, order.requestsEach, (record, right) => {
      history.append(record);
      recorded += 1;
      if (!right) wrong ??= JSON.stringify(record);
    });
    return plainRequests(shopper).map((request) => visitor.hooked(request));
  });
  return { ...result, firstWrong: result.firstWrong ?? wrong, recorded };
}

async function run(order: SliceOrder, requestsOf: (shopper: number) => Request[]): Promise<Omit<Sent, 'recorded'>> {
  let clients = 0;
  const result = await new Promise<Result>((resolve, reject) => {
    autocannon(
      {
        url: `http://127.0.0.1:${order.port}`,
        connections: order.connections,
        pipelining: 1,
        amount: order.connections * order.requestsEach,
        duration: 1,
        timeout: TIMEOUT_SECONDS,
        sampleInt: SAMPLE_MS,
        setupClient: (client) => client.setRequests(requestsOf(clients++)),
      },
      (error, finished) => (error === null ? resolve(finished) : reject(error)),
    );
  });
  const failed = result.errors + result.timeouts + result.non2xx;
  return {
    sent: result.requests.sent,
    right: result['2xx'],
    firstWrong: failed === 0 ? null : `${failed} requests failed or timed out`,
  };
}

/** @param right it was answered, by the session that this visitor has been in from the start */
type OnRecord = (record: OperationRecord, right: boolean) => void;

/** What the driver knows of one shopper, for the hooks of one connection. */
class CheckingVisitor {
  readonly #shopper: number;
  readonly #jar = new Jar(Date.now);
  readonly #onRecord: OnRecord;
  #next: number;
  #birth: string | null = null;
  #sentUs = 0;
  #keySent: string | null = null;

  constructor(shopper: number, requestsEach: number, onRecord: OnRecord) {
    this.#shopper = shopper;
    this.#next = shopper * requestsEach;
    this.#onRecord = onRecord;
  }

  hooked({ step, ...request }: PlainRequest): Request {
    return {
      ...request,
      setupRequest: (built) => {
        const cookie = this.#jar.header(request.path);
        this.#sentUs = monotonicUs();
        this.#keySent = this.#key();
        const headers = { ...built.headers, [HEADERS.operation]: String(this.#next) };
        return { ...built, headers: cookie === undefined ? headers : { ...headers, cookie } };
      },
      onResponse: (status, body, _context, headers) => {
        const doneUs = monotonicUs();
        const cookies = headers['set-cookie'] ?? [];
        for (const cookie of Array.isArray(cookies) ? cookies : [cookies]) this.#jar.store(cookie, request.path);
        const text = (name: string): string | null => {
          const value = headers[name];
          return typeof value === 'string' ? value : null;
        };
        const birth = text(HEADERS.birth);
        const record = operationRecord(
          {
            id: this.#next++,
            origin: 'planned',
            shopper: this.#shopper,
            lane: 0,
            jar: 0,
            epoch: 0,
            step,
            item: null,
            retryOf: null,
            intendedUs: this.#sentUs,
            readyUs: this.#sentUs,
            sentUs: this.#sentUs,
            keySent: this.#keySent,
          },
          {
            status,
            body,
            node: text(HEADERS.node),
            speaks: birth !== null,
            birth: birth === NO_BIRTH ? null : birth,
            items: text(HEADERS.items) ?? '',
            provedNoEffect: text(HEADERS.effect) === 'none',
            balancerMade: text(HEADERS.balancer) !== null,
            setCookies: [],
          },
          doneUs,
          cookies.length > 0 ? this.#key() : null,
        );
        this.#birth ??= record.birth;
        this.#onRecord(record, record.outcome === 'ok' && record.birth !== null && record.birth === this.#birth);
      },
    };
  }

  #key(): string | null {
    const cookie = this.#jar.get(SESSION_COOKIE);
    return cookie === undefined ? null : sessionKeyOf(cookie);
  }
}

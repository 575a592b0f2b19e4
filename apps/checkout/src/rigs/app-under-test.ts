/** The whole app over doubles: fake store, fake gateway, journal in memory, dice that count. Asked without a network. */
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.js';
import type { JournalLine } from '../journal/journal.js';
import type { ChargeRequest } from '../protocol/index.js';
import { HEADERS, SESSION_COOKIE, STEPS, type Step, sessionKeyOf } from '../protocol/index.js';
import { Traffic } from '../routes/traffic.js';
import { storeLayer } from '../session/store-layer.js';
import { FakeStore } from './fake-store.js';

export class AppUnderTest {
  readonly store = new FakeStore();
  readonly traffic = new Traffic();
  readonly lines: JournalLine[] = [];
  readonly charges: ChargeRequest[] = [];
  readonly reported: Error[] = [];
  /** Called before a charge is made; what it throws is the gateway's failure. */
  beforeCharge: () => Promise<void> | void = () => {};
  /** Codes that the dice will throw first. */
  readonly codes: string[] = [];
  app!: FastifyInstance;
  #births = 0;
  #codes = 0;
  #items = 1e9;

  static async open(): Promise<AppUnderTest> {
    const under = new AppUnderTest();
    under.app = await buildApp({
      node: 'node-1.1',
      layer: storeLayer(under.store, { secret: 'x'.repeat(32) }),
      traffic: under.traffic,
      journal: { write: (line) => void under.lines.push(line), close: () => {} },
      payments: {
        charge: async (request) => {
          await under.beforeCharge();
          under.charges.push(request);
          return { chargeId: 'charge-1', amountCents: request.amountCents };
        },
      },
      itemBytes: 0,
      report: (error) => void under.reported.push(error),
      newBirth: () => `birth-${++under.#births}`,
      newCode: () => under.codes.shift() ?? `CODE${String(++under.#codes).padStart(2, '0')}`,
      newItem: () => ++under.#items,
    });
    return under;
  }

  device(): InjectedDevice {
    return new InjectedDevice(this.app);
  }
}

export interface Injected {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly setCookies: readonly string[];
}

/** A device with its session cookie, that keeps what answers set. */
export class InjectedDevice {
  cookie: string | null = null;
  #operations = 0;
  readonly #app: FastifyInstance;
  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  get key(): string | null {
    return this.cookie === null ? null : sessionKeyOf(this.cookie);
  }

  /** A step of the API, with an operation id that counts from 1. */
  step(step: Step, payload?: object): Promise<Injected> {
    this.#operations += 1;
    const { method, path } = STEPS[step];
    return this.request(method, path, payload, { [HEADERS.operation]: String(this.#operations) });
  }

  /** A page's form. */
  form(path: string, fields: Record<string, string> = {}): Promise<Injected> {
    return this.request('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  async request(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    payload?: object | string,
    headers: Record<string, string> = {},
  ): Promise<Injected> {
    const answer = await this.#app.inject({
      method,
      url,
      headers,
      cookies: this.cookie === null ? {} : { [SESSION_COOKIE]: this.cookie },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of answer.cookies) {
      if (name === SESSION_COOKIE) this.cookie = value === '' ? null : value;
    }
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      setCookies: answer.cookies.map(({ value }) => value),
    };
  }
}

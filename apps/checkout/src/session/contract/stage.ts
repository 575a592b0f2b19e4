/** Browsers in front of an app that does with its session layer whatever a clause says. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Changes } from '../../domain/session-data.js';
import { type DumpLine, SESSION_COOKIE, sessionKeyOf } from '../../protocol/index.js';
import type { SessionLayer } from '../layer.js';

export interface LayerWanted {
  /** As in LayerSettings. */
  readonly absoluteTtlMs: number | null;
}

export interface LayerUnderTest {
  /** Holds no session yet. */
  readonly layer: SessionLayer;
  /** Lets the layer believe that so much time has gone by: for idle times, and for absolute ends. */
  readonly pass: (ms: number) => Promise<void>;
  /**
   * From now on every command fails that has not begun; or none does any more. Missing where a layer has nothing that
   * could fail. See `withOutages`.
   */
  readonly outage?: (away: boolean) => void;
}

export type MakeLayer = (wanted: LayerWanted) => Promise<LayerUnderTest>;
export type Script<Result> = (layer: SessionLayer, request: FastifyRequest, reply: FastifyReply) => Promise<Result>;

/** An answer that is an error, by the name of what was thrown. */
export interface Refusal {
  readonly thrown: string;
  /** Whether it set or cleared the session's cookie. */
  readonly touchedCookie: boolean;
}

/** A clause asks for an outage of something that the layer has not. */
export class NothingToFail extends Error {
  override readonly name = 'NothingToFail';
  constructor() {
    super('this layer has no store that could fail');
  }
}

/** Name and value; a browser keeps no longer cookie. */
const MAX_COOKIE_BYTES = 4096;

/** An app that runs scripts, and browsers that ask it to. */
export class Stage implements AsyncDisposable {
  readonly layer: SessionLayer;
  readonly pass: LayerUnderTest['pass'];
  readonly #outage: LayerUnderTest['outage'];
  readonly #app = fastify();
  readonly #scripts = new Map<string, Script<unknown>>();
  readonly #browsers: Browser[] = [];

  private constructor({ layer, pass, outage }: LayerUnderTest) {
    this.layer = layer;
    this.pass = pass;
    this.#outage = outage;
  }

  static async open(made: LayerUnderTest): Promise<Stage> {
    const stage = new Stage(made);
    const app = stage.#app;
    app.setErrorHandler((error, request, reply) => {
      made.layer.abandon(request);
      return reply.code(500).send({ thrown: (error as Error).name, message: (error as Error).message });
    });
    await made.layer.register(app);
    app.get('/run/:script', async (request, reply) => {
      await stage.#scripts.get((request.params as { script: string }).script)?.(made.layer, request, reply);
      return {};
    });
    return stage;
  }

  browser(): Browser {
    return new Browser(this.#app, this.#scripts, this.#browsers);
  }

  /** Where sessions live in their cookies, it is what the browsers hold. */
  async dump(): Promise<DumpLine[]> {
    if (this.layer.unseal !== undefined) {
      return [...this.layer.unseal([...new Set(this.#browsers.flatMap(({ cookie }) => cookie ?? []))])];
    }
    const lines: DumpLine[] = [];
    for await (const line of this.layer.dump()) lines.push(line);
    return lines;
  }

  /** @throws NothingToFail */
  outage(away: boolean): void {
    if (this.#outage === undefined) throw new NothingToFail();
    this.#outage(away);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#outage?.(false);
    await this.#app.close();
    await this.layer.close();
  }
}

/** A browser in front of an app that does whatever a clause says. */
export class Browser {
  cookie: string | null = null;
  /** When the cookie ends, as its last answer that named it said; null for the end of the browser's session. */
  cookieExpires: Date | null = null;
  readonly #app: FastifyInstance;
  readonly #scripts: Map<string, Script<unknown>>;
  readonly #all: Browser[];

  /** @param all browsers before the same app, this one among them from now on */
  constructor(app: FastifyInstance, scripts: Map<string, Script<unknown>>, all: Browser[]) {
    this.#app = app;
    this.#scripts = scripts;
    this.#all = all;
    all.push(this);
  }

  get key(): string | null {
    return this.cookie === null ? null : sessionKeyOf(this.cookie);
  }

  /** Another browser with the same cookie. */
  twin(): Browser {
    const twin = new Browser(this.#app, this.#scripts, this.#all);
    twin.cookie = this.cookie;
    return twin;
  }

  /** @throws what the script throws; Error when the answer is an error for another reason */
  async run<Result>(script: Script<Result>): Promise<Result> {
    let outcome: { readonly result: Result } | { readonly error: unknown } | undefined;
    const refusal = await this.#ask(async (layer, request, reply) => {
      try {
        outcome = { result: await script(layer, request, reply) };
      } catch (error) {
        outcome = { error };
        throw error;
      }
    });
    if (outcome !== undefined && 'error' in outcome) throw outcome.error;
    if (refusal !== null) throw new Error(`${refusal.thrown}: the answer is an error`);
    if (outcome === undefined) throw new Error('the script did not run');
    return outcome.result;
  }

  /** For a request that should be an error: what it threw, or null when it was none. */
  refusal(script: Script<unknown>): Promise<Refusal | null> {
    return this.#ask(async (...given) => void (await script(...given)));
  }

  save(changes: Changes): Promise<void> {
    return this.run((layer, request) => layer.save(request, changes));
  }

  /** A copy of what the request finds, without the layer's own keys. */
  find(): Promise<Record<string, unknown> | null> {
    return this.run(async (layer, request) => {
      const found = layer.find(request);
      return found === null ? null : (JSON.parse(JSON.stringify({ ...found, cookie: undefined })) as never);
    });
  }

  async #ask(script: Script<void>): Promise<Refusal | null> {
    const name = String(this.#scripts.size);
    this.#scripts.set(name, script);
    const answer = await this.#app.inject({
      url: `/run/${name}`,
      cookies: this.cookie === null ? {} : { [SESSION_COOKIE]: this.cookie },
    });
    const set = answer.cookies.filter((cookie) => cookie.name === SESSION_COOKIE);
    for (const { value, expires } of set) {
      // It drops a cookie that is too long, keeps the one it had, and tells nobody.
      if (SESSION_COOKIE.length + encodeURIComponent(value).length > MAX_COOKIE_BYTES) continue;
      this.cookie = value === '' ? null : value;
      this.cookieExpires = expires ?? null;
    }
    if (answer.statusCode === 200) return null;
    return { thrown: answer.json<{ thrown: string }>().thrown, touchedCookie: set.length > 0 };
  }
}

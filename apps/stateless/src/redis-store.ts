/** Sessions in Redis: a text each (session-text.ts), under `s:<key>`, and hand-off codes under `h:<code>`. */
import {
  CODE_TTL_MS,
  type Fields,
  type LayerSettings,
  type SessionStore,
  type StoredSession,
} from '@session-lab/checkout';
import type { Circuit } from './circuit.js';
import { deadline } from './deadline.js';
import type { ScriptedRedis } from './redis-scripts.js';
import { isOfOtherType } from './refusals.js';
import { scan } from './scan.js';
import { appendixOf, fieldsOf, isOverwritten, textOf } from './session-text.js';

const SESSION = 's:';
const CODE = 'h:';
/** For each step of a dump, which is long, and no request's business. */
const DUMP_STEP_TIMEOUT_MS = 10_000;

export class RedisStore implements SessionStore {
  readonly name = 'redis';
  readonly #redis: ScriptedRedis;
  readonly #circuit: Circuit<ScriptedRedis>;
  readonly #idleTtlMs: number;
  readonly #isEndless: boolean;
  readonly #warn: (message: string) => void;
  /** Of sessions that were looked up lately, the texts that should be written anew. */
  readonly #overwritten = new WeakMap<Fields, string>();

  /** With an absolute time-to-live it has to look at a session's end before it slides its expiry: in a script. */
  constructor(
    redis: ScriptedRedis,
    circuit: Circuit<ScriptedRedis>,
    {
      idleTtlMs,
      absoluteTtlMs,
      warn = () => {},
    }: Pick<LayerSettings, 'idleTtlMs' | 'absoluteTtlMs'> & Partial<Pick<LayerSettings, 'warn'>>,
  ) {
    this.#warn = warn;
    this.#redis = redis;
    this.#circuit = circuit;
    this.#idleTtlMs = idleTtlMs;
    this.#isEndless = absoluteTtlMs === null;
  }

  async load(key: string): Promise<Fields | null> {
    const name = SESSION + key;
    const asked = this.#circuit.ask((redis) =>
      this.#isEndless ? redis.getex(name, 'PX', this.#idleTtlMs) : redis.loadSession(name, this.#idleTtlMs),
    );
    const text = await asked.catch(NO_TEXT);
    if (text === null) return null;
    const fields = readable(text);
    if (fields === null) return this.#unreadable(name);
    if (isOverwritten(text)) this.#overwritten.set(fields, text);
    return fields;
  }

  async create(key: string, fields: Fields): Promise<void> {
    const name = SESSION + key;
    const text = textOf(fields);
    await this.#circuit.ask<unknown>((redis) =>
      this.#isEndless ? redis.set(name, text, 'PX', this.#idleTtlMs) : redis.createSession(name, text, this.#idleTtlMs),
    );
  }

  async update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    const text = held && this.#overwritten.get(held);
    // From the text, not from what was made of it: a caller may have changed that, and saves only what it says.
    const anew = text === undefined ? [] : [text, textOf(fieldsOf(text))];
    const updated = this.#circuit.ask((redis) => redis.updateSession(SESSION + key, appendixOf(changed), ...anew));
    return (await updated) === 1;
  }

  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const moved = this.#circuit.ask((redis) =>
      redis.moveSession(SESSION + from, SESSION + to, this.#idleTtlMs, appendixOf(changed)),
    );
    return (await moved) === 1;
  }

  async destroy(key: string): Promise<void> {
    await this.#circuit.ask((redis) => redis.del(SESSION + key));
  }

  async keepCode(code: string, key: string): Promise<boolean> {
    return (await this.#circuit.ask((redis) => redis.set(CODE + code, key, 'PX', CODE_TTL_MS, 'NX'))) === 'OK';
  }

  takeCode(code: string): Promise<string | null> {
    return this.#circuit.ask((redis) => redis.getdel(CODE + code));
  }

  count(): null {
    return null;
  }

  bytes(): null {
    return null;
  }

  /** Reading a text and its time to live leaves both as they are. */
  sessions(unreadable: (key: string) => void = () => {}): AsyncIterable<StoredSession> {
    return scan(this.#redis, SESSION, (name) => this.#peek(name, unreadable), deadline(DUMP_STEP_TIMEOUT_MS));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #peek(name: string, unreadable: (key: string) => void): Promise<StoredSession | null> {
    const [text, ttlMs] = await Promise.all([this.#redis.get(name).catch(NO_TEXT), this.#redis.pttl(name)]);
    if (text === null) return null;
    const key = name.slice(SESSION.length);
    const fields = readable(text);
    if (fields === null) unreadable(key);
    return fields === null || ttlMs < 0 ? null : { key, fields, ttlMs };
  }

  /** It stays where it is, for whoever wants to know what happened to it. */
  #unreadable(name: string): null {
    this.#warn(`what stands under ${name} cannot be read as a session: it counts as none`);
    return null;
  }
}

/** For what is no text at all: one that cannot be read. */
const NO_TEXT = (error: unknown): string => {
  if (isOfOtherType(error)) return '';
  throw error;
};

function readable(text: string): Fields | null {
  try {
    return fieldsOf(text);
  } catch {
    return null;
  }
}

/** Sessions in Redis: a hash each, under `s:<key>`, and hand-off codes under `h:<code>`. */
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
import { scan } from './scan.js';

const SESSION = 's:';
const CODE = 'h:';
/** For each step of a dump, which is long, and no request's business. */
const DUMP_STEP_TIMEOUT_MS = 10_000;

export class RedisStore implements SessionStore {
  readonly name = 'redis';
  readonly #redis: ScriptedRedis;
  readonly #circuit: Circuit<ScriptedRedis>;
  readonly #idleTtlMs: number;
  readonly load: SessionStore['load'];

  /** With an absolute time-to-live a read has to look at a session's end before it slides its expiry: in a script. */
  constructor(
    redis: ScriptedRedis,
    circuit: Circuit<ScriptedRedis>,
    { idleTtlMs, absoluteTtlMs }: Pick<LayerSettings, 'idleTtlMs' | 'absoluteTtlMs'>,
  ) {
    this.#redis = redis;
    this.#circuit = circuit;
    this.#idleTtlMs = idleTtlMs;
    this.load = absoluteTtlMs === null ? (key) => this.#loadEndless(key) : (key) => this.#loadUntilEnd(key);
  }

  async create(key: string, fields: Fields): Promise<void> {
    await this.#circuit.ask((redis) => redis.createSession(SESSION + key, this.#idleTtlMs, ...flat(fields)));
  }

  async update(key: string, changed: Fields): Promise<boolean> {
    return (await this.#circuit.ask((redis) => redis.updateSession(SESSION + key, ...flat(changed)))) === 1;
  }

  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const moved = this.#circuit.ask((redis) =>
      redis.moveSession(SESSION + from, SESSION + to, this.#idleTtlMs, ...flat(changed)),
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

  /** Reading a hash and its time to live leaves both as they are. */
  sessions(): AsyncIterable<StoredSession> {
    return scan(this.#redis, SESSION, (name) => this.#peek(name), deadline(DUMP_STEP_TIMEOUT_MS));
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** The expiry first: a session that could be slid cannot expire before it is read. One round trip by auto-pipelining. */
  async #loadEndless(key: string): Promise<Fields | null> {
    const [, fields] = await this.#circuit.ask((redis) =>
      Promise.all([redis.pexpire(SESSION + key, this.#idleTtlMs), redis.hgetall(SESSION + key)]),
    );
    return fields['birth'] === undefined ? null : fields;
  }

  async #loadUntilEnd(key: string): Promise<Fields | null> {
    const list = await this.#circuit.ask((redis) => redis.loadSession(SESSION + key, this.#idleTtlMs));
    const fields = fieldsOf(list);
    return fields['birth'] === undefined ? null : fields;
  }

  async #peek(name: string): Promise<StoredSession | null> {
    const [fields, ttlMs] = await Promise.all([this.#redis.hgetall(name), this.#redis.pttl(name)]);
    return ttlMs < 0 ? null : { key: name.slice(SESSION.length), fields, ttlMs };
  }
}

/** Keys that mean something to an object, such as `__proto__`, are fields like any other. */
function fieldsOf(list: readonly string[]): Fields {
  const entries: [string, string][] = [];
  for (let at = 0; at < list.length; at += 2) entries.push([list[at] as string, list[at + 1] as string]);
  return Object.fromEntries(entries);
}

function flat(fields: Fields): string[] {
  const list: string[] = [];
  for (const field in fields) list.push(field, fields[field] as string);
  return list;
}

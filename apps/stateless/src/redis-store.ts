/** Sessions in Redis: a hash each, under `s:<key>`, and hand-off codes under `h:<code>`. */
import { CODE_TTL_MS, type Fields, type SessionStore, type StoredSession } from '@session-lab/checkout';
import type { Redis } from 'ioredis';
import { type Deadline, StoreUnreachable } from './deadline.js';
import type { SessionScripts } from './redis-scripts.js';

const SESSION = 's:';
const CODE = 'h:';
/** Keys that one SCAN step of a dump asks for. */
const SCAN_COUNT = 1000;

export class RedisStore implements SessionStore {
  readonly name = 'redis';
  readonly #redis: Redis & SessionScripts;
  readonly #idleTtlMs: number;
  readonly #deadline: Deadline;

  constructor(redis: Redis & SessionScripts, idleTtlMs: number, deadline: Deadline) {
    this.#redis = redis;
    this.#idleTtlMs = idleTtlMs;
    this.#deadline = deadline;
  }

  /** The expiry first: a session that could be slid cannot expire before it is read. One round trip by auto-pipelining. */
  async load(key: string): Promise<Fields | null> {
    const redis = this.#reachable();
    const slid = redis.pexpire(SESSION + key, this.#idleTtlMs);
    const read = redis.hgetall(SESSION + key);
    const [, fields] = await this.#deadline(Promise.all([slid, read]));
    return fields['birth'] === undefined ? null : fields;
  }

  async create(key: string, fields: Fields): Promise<void> {
    await this.#deadline(this.#reachable().createSession(SESSION + key, this.#idleTtlMs, ...flat(fields)));
  }

  async update(key: string, changed: Fields): Promise<boolean> {
    return (await this.#deadline(this.#reachable().updateSession(SESSION + key, ...flat(changed)))) === 1;
  }

  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const moved = this.#reachable().moveSession(SESSION + from, SESSION + to, this.#idleTtlMs, ...flat(changed));
    return (await this.#deadline(moved)) === 1;
  }

  async destroy(key: string): Promise<void> {
    await this.#deadline(this.#reachable().del(SESSION + key));
  }

  async keepCode(code: string, key: string): Promise<boolean> {
    return (await this.#deadline(this.#reachable().set(CODE + code, key, 'PX', CODE_TTL_MS, 'NX'))) === 'OK';
  }

  async takeCode(code: string): Promise<string | null> {
    return this.#deadline(this.#reachable().getdel(CODE + code));
  }

  count(): null {
    return null;
  }

  bytes(): null {
    return null;
  }

  /** SCAN may name a key twice. Reading a hash and its time to live leaves both as they are. */
  async *sessions(): AsyncIterable<StoredSession> {
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, keys] = await this.#reachable().scan(cursor, 'MATCH', `${SESSION}*`, 'COUNT', SCAN_COUNT);
      cursor = next;
      const fresh = keys.filter((key) => !seen.has(key));
      for (const key of fresh) seen.add(key);
      const found = await Promise.all(fresh.map((key) => this.#peek(key)));
      yield* found.filter((session) => session !== null);
    } while (cursor !== '0');
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #peek(name: string): Promise<StoredSession | null> {
    const [fields, ttlMs] = await Promise.all([this.#redis.hgetall(name), this.#redis.pttl(name)]);
    return ttlMs < 0 ? null : { key: name.slice(SESSION.length), fields, ttlMs };
  }

  /** Refuses at once while there is no connection, instead of waiting for one. */
  #reachable(): Redis & SessionScripts {
    if (this.#redis.status !== 'ready') throw new StoreUnreachable(`Redis is not connected (${this.#redis.status})`);
    return this.#redis;
  }
}

function flat(fields: Fields): string[] {
  const list: string[] = [];
  for (const field in fields) list.push(field, fields[field] as string);
  return list;
}

/** Sessions in the memory of one process: serialised data that expire, and that another process cannot see. */
import { CODE_TTL_MS, type Fields, type SessionStore, type StoredSession } from '@session-lab/checkout';
import { ExpiringMap } from './expiring-map.js';

export class MemoryStore implements SessionStore {
  readonly name = 'memory';
  readonly #sessions: ExpiringMap<Fields>;
  /** Code → session key. */
  readonly #codes: ExpiringMap<string>;

  /** @param nowMs a monotonic clock, milliseconds */
  constructor(idleTtlMs: number, nowMs: () => number) {
    this.#sessions = new ExpiringMap(idleTtlMs, nowMs);
    this.#codes = new ExpiringMap(CODE_TTL_MS, nowMs);
  }

  async load(key: string): Promise<Fields | null> {
    return this.#sessions.touch(key) ?? null;
  }

  async create(key: string, fields: Fields): Promise<void> {
    this.#sessions.set(key, fields);
  }

  async update(key: string, changed: Fields): Promise<boolean> {
    const held = this.#sessions.get(key);
    return held !== undefined && this.#sessions.replace(key, { ...held, ...changed });
  }

  /** One synchronous step: nothing else runs between the two keys. */
  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const held = this.#sessions.get(from);
    if (held === undefined) return false;
    this.#sessions.delete(from);
    this.#sessions.set(to, { ...held, ...changed });
    return true;
  }

  async destroy(key: string): Promise<void> {
    this.#sessions.delete(key);
  }

  async keepCode(code: string, key: string): Promise<boolean> {
    if (this.#codes.get(code) !== undefined) return false;
    this.#codes.set(code, key);
    return true;
  }

  async takeCode(code: string): Promise<string | null> {
    const key = this.#codes.get(code) ?? null;
    this.#codes.delete(code);
    return key;
  }

  count(): number {
    return this.#sessions.size;
  }

  bytes(): number {
    let bytes = 0;
    for (const { key, value } of this.#sessions.living()) bytes += key.length + JSON.stringify(value).length;
    return bytes;
  }

  async *sessions(): AsyncIterable<StoredSession> {
    for (const { key, value, ttlMs } of this.#sessions.living()) yield { key, fields: value, ttlMs };
  }

  async close(): Promise<void> {
    // The memory goes with the process.
  }
}

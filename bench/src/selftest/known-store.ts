/** A memory store that does what it is told to: forgets a session, or acknowledges a write that it does not make. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Fields, SessionStore, StoredSession } from '@session-lab/checkout';

/** The operation on whose behalf the store is asked. */
export const operationUnderWay = new AsyncLocalStorage<number>();

export class KnownStore implements SessionStore {
  readonly name: string;
  readonly #inner: SessionStore;
  readonly #drop: ReadonlySet<number>;

  constructor(inner: SessionStore, drop: readonly number[]) {
    this.name = inner.name;
    this.#inner = inner;
    this.#drop = new Set(drop);
  }

  async update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    if (!this.#drop.has(operationUnderWay.getStore() ?? Number.NaN)) return this.#inner.update(key, changed, held);
    return (await this.#inner.load(key)) !== null;
  }

  load(key: string): Promise<Fields | null> {
    return this.#inner.load(key);
  }
  create(key: string, fields: Fields): Promise<void> {
    return this.#inner.create(key, fields);
  }
  move(from: string, to: string, changed: Fields): Promise<boolean> {
    return this.#inner.move(from, to, changed);
  }
  destroy(key: string): Promise<void> {
    return this.#inner.destroy(key);
  }
  keepCode(code: string, key: string): Promise<boolean> {
    return this.#inner.keepCode(code, key);
  }
  takeCode(code: string): Promise<string | null> {
    return this.#inner.takeCode(code);
  }
  count(): number | null {
    return this.#inner.count();
  }
  bytes(): number | null {
    return this.#inner.bytes();
  }
  sessions(): AsyncIterable<StoredSession> {
    return this.#inner.sessions();
  }
  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** A store around another one, that does nothing but pass on: what the broken ones start from. */
import type { Fields, SessionStore, StoredSession } from '../store.js';

export class Around implements SessionStore {
  readonly name: string;
  protected readonly inner: SessionStore;

  constructor(inner: SessionStore) {
    this.name = inner.name;
    this.inner = inner;
  }

  load(key: string): Promise<Fields | null> {
    return this.inner.load(key);
  }
  create(key: string, fields: Fields): Promise<void> {
    return this.inner.create(key, fields);
  }
  update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    return this.inner.update(key, changed, held);
  }
  move(from: string, to: string, changed: Fields): Promise<boolean> {
    return this.inner.move(from, to, changed);
  }
  destroy(key: string): Promise<void> {
    return this.inner.destroy(key);
  }
  keepCode(code: string, key: string): Promise<boolean> {
    return this.inner.keepCode(code, key);
  }
  takeCode(code: string): Promise<string | null> {
    return this.inner.takeCode(code);
  }
  count(): number | null {
    return this.inner.count();
  }
  bytes(): number | null {
    return this.inner.bytes();
  }
  sessions(unreadable?: (key: string) => void): AsyncIterable<StoredSession> {
    return this.inner.sessions(unreadable);
  }
  close(): Promise<void> {
    return this.inner.close();
  }

  /** Writes the whole session. Right after one another, so that on one connection nobody sees the moment without it. */
  protected async replace(key: string, fields: Fields): Promise<void> {
    const removed = this.inner.destroy(key);
    await Promise.all([removed, this.inner.create(key, fields)]);
  }
}

/** Without a bound on how long the process lives on for it. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

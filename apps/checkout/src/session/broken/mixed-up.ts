/** Stores that mix sessions up. */
import type { Fields } from '../store.js';
import { Around } from './around.js';

/** Of the look-ups that find a session, every so manieth finds somebody else's. */
const LEAKED_EVERY = 64;

/** Leaks another session: the one that was created or looked up last under another key. */
export class LeaksAnotherSession extends Around {
  #found = 0;
  /** In the order of their last use. */
  readonly #recent = new Set<string>();

  override async load(key: string): Promise<Fields | null> {
    const own = await this.inner.load(key);
    if (own === null) return null;
    this.#found += 1;
    const other = [...this.#recent].findLast((recent) => recent !== key);
    this.#use(key);
    if (this.#found % LEAKED_EVERY !== 0 || other === undefined) return own;
    return (await this.inner.load(other)) ?? own;
  }

  override async create(key: string, fields: Fields): Promise<void> {
    await this.inner.create(key, fields);
    this.#use(key);
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    this.#recent.delete(from);
    return this.inner.move(from, to, changed);
  }

  override async destroy(key: string): Promise<void> {
    this.#recent.delete(key);
    await this.inner.destroy(key);
  }

  #use(key: string): void {
    this.#recent.delete(key);
    this.#recent.add(key);
    const [oldest] = this.#recent;
    if (this.#recent.size > LEAKED_EVERY && oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** Of the sessions that are created, every so manieth gets the object of the one before. */
const SHARED_EVERY = 5;

/**
 * Shares live objects: all requests of a session are given the same object, in which others write while they hold it, and
 * some sessions have one that is another's too.
 */
export class SharesObjects extends Around {
  #created = 0;
  #last: Record<string, unknown> = {};
  readonly #live = new Map<string, Record<string, unknown>>();

  override async load(key: string): Promise<Fields | null> {
    const fields = await this.inner.load(key);
    if (fields === null) return null;
    const live = this.#live.get(key) ?? {};
    this.#live.set(key, live);
    return Object.assign(live, fields);
  }

  override async create(key: string, fields: Fields): Promise<void> {
    await this.inner.create(key, fields);
    this.#created += 1;
    if (this.#created % SHARED_EVERY !== 0) this.#last = {};
    this.#live.set(key, Object.assign(this.#last, fields));
  }

  override async update(key: string, changed: Fields): Promise<boolean> {
    const updated = await this.inner.update(key, changed);
    if (updated) Object.assign(this.#live.get(key) ?? {}, changed);
    return updated;
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const live = this.#live.get(from);
    this.#live.delete(from);
    if (live !== undefined) this.#live.set(to, live);
    return this.inner.move(from, to, changed);
  }

  override async destroy(key: string): Promise<void> {
    this.#live.delete(key);
    await this.inner.destroy(key);
  }
}

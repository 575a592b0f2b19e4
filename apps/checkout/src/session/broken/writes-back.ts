/** A store that writes where it should only read. */
import type { Fields } from '../store.js';
import { Around } from './around.js';

/** From a look-up to the write, milliseconds; longer than requests take, so that only what comes late shows it. */
const WRITTEN_BACK_MS = 150;

/**
 * Writes a session back as it was looked up last, a little later, and so undoes what was saved since. It lets those rest
 * that ended or moved.
 */
export class WritesBack extends Around {
  readonly #due = new Map<string, NodeJS.Timeout>();

  override async load(key: string): Promise<Fields | null> {
    const fields = await this.inner.load(key);
    this.#forget(key);
    if (fields === null) return null;
    const write = async (): Promise<void> => {
      this.#due.delete(key);
      if ((await this.inner.load(key)) !== null) await this.replace(key, fields);
    };
    // Nobody waits for it: a failure is nobody's.
    this.#due.set(key, setTimeout(() => void write().catch(() => {}), WRITTEN_BACK_MS).unref());
    return fields;
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    this.#forget(from);
    return this.inner.move(from, to, changed);
  }

  override async destroy(key: string): Promise<void> {
    this.#forget(key);
    await this.inner.destroy(key);
  }

  override async close(): Promise<void> {
    for (const timer of this.#due.values()) clearTimeout(timer);
    await this.inner.close();
  }

  #forget(key: string): void {
    clearTimeout(this.#due.get(key));
    this.#due.delete(key);
  }
}

/** Stores that have too little room. */
import type { Fields } from '../store.js';
import { Around } from './around.js';
import { ChangesValues } from './changes-values.js';

/** Sessions that it holds. */
const ROOM = 10;

/** Evicts: a newcomer takes the place of the session that was created first, and nobody is told. */
export class Evicts extends Around {
  readonly #keys = new Set<string>();

  override async create(key: string, fields: Fields): Promise<void> {
    await this.inner.create(key, fields);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size <= ROOM || oldest === undefined) return;
    this.#keys.delete(oldest);
    await this.inner.destroy(oldest);
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    if (this.#keys.delete(from)) this.#keys.add(to);
    return this.inner.move(from, to, changed);
  }

  override async destroy(key: string): Promise<void> {
    this.#keys.delete(key);
    await this.inner.destroy(key);
  }
}

/** Characters of a text that it keeps. */
const LONGEST = 4096;

/** Cuts long texts, as a column that is too narrow does. */
export class CutsLongTexts extends ChangesValues {
  protected override changed(value: unknown): unknown {
    return typeof value === 'string' ? value.slice(0, LONGEST) : value;
  }
}

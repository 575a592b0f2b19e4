/** A store that keeps something else than it is given: what those start from that spoil values. */
import type { Fields } from '../store.js';
import { Around } from './around.js';

export abstract class ChangesValues extends Around {
  override create(key: string, fields: Fields): Promise<void> {
    return this.inner.create(key, this.#all(fields));
  }
  override update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    return this.inner.update(key, this.#all(changed), held);
  }
  override move(from: string, to: string, changed: Fields): Promise<boolean> {
    return this.inner.move(from, to, this.#all(changed));
  }

  protected abstract changed(value: unknown): unknown;

  #all(fields: Fields): Fields {
    return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, this.changed(value)]));
  }
}

/** What a broken store remembers of the sessions that went through it, to bring them back when it should not. */
import type { Fields } from '../store.js';
import { Around } from './around.js';

export class Remembering extends Around {
  /** As last seen, by key; gone when it ended in a way that this store respects. */
  protected readonly seen = new Map<string, Fields>();

  override async load(key: string): Promise<Fields | null> {
    const fields = await this.inner.load(key);
    if (fields !== null) this.seen.set(key, fields);
    return fields;
  }

  override async create(key: string, fields: Fields): Promise<void> {
    await this.inner.create(key, fields);
    this.seen.set(key, fields);
  }

  override async update(key: string, changed: Fields): Promise<boolean> {
    const updated = await this.inner.update(key, changed);
    if (updated) this.seen.set(key, { ...this.seen.get(key), ...changed });
    return updated;
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const moved = await this.inner.move(from, to, changed);
    if (moved) this.seen.set(to, { ...this.seen.get(from), ...changed });
    this.seen.delete(from);
    return moved;
  }
}

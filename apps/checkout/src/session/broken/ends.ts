/** Stores that break a promise about how long a session lives. */
import { ENDS_AT, type Fields } from '../store.js';
import { Around } from './around.js';
import { Remembering } from './remembering.js';

/** Revives: a late write to a session that ended or expired makes a session of it again. A moved one it lets rest. */
export class Revives extends Remembering {
  readonly #moved = new Set<string>();

  override async update(key: string, changed: Fields): Promise<boolean> {
    return (await super.update(key, changed)) || this.#revived(key, key, changed);
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const before = this.seen.get(from) ?? {};
    if (await super.move(from, to, changed)) {
      this.#moved.add(from);
      return true;
    }
    return this.#revived(from, to, { ...before, ...changed });
  }

  async #revived(from: string, to: string, changed: Fields): Promise<boolean> {
    if (this.#moved.has(from)) return false;
    await this.create(to, { ...this.seen.get(from), ...changed });
    return true;
  }
}

/** Forgets its expiry: a session that expired from idleness is there again when somebody looks it up. */
export class ForgetsExpiry extends Remembering {
  override async load(key: string): Promise<Fields | null> {
    const found = await super.load(key);
    const seen = this.seen.get(key);
    // It does know of ends that are written down.
    if (found !== null || seen === undefined || seen[ENDS_AT] !== undefined || !this.forgets(key)) return found;
    await this.inner.create(key, seen);
    return seen;
  }

  override async destroy(key: string): Promise<void> {
    await this.inner.destroy(key);
    this.seen.delete(key);
  }

  protected forgets(_key: string): boolean {
    return true;
  }
}

/** Makes immortal what is changed or moved: a `SET` that does not keep the time to live. */
export class WritesWithoutExpiry extends ForgetsExpiry {
  readonly #written = new Set<string>();

  override async update(key: string, changed: Fields): Promise<boolean> {
    this.#written.add(key);
    return super.update(key, changed);
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    this.#written.add(to);
    return super.move(from, to, changed);
  }

  protected override forgets(key: string): boolean {
    return this.#written.has(key);
  }
}

/** Forgets an absolute end: does not write it down. */
export class ForgetsAbsoluteEnd extends Around {
  override create(key: string, { [ENDS_AT]: _end, ...fields }: Fields): Promise<void> {
    return this.inner.create(key, fields);
  }
}

/** Does not slide: looks sessions up in the list of all, which touches none. */
export class NeverSlides extends Around {
  override async load(key: string): Promise<Fields | null> {
    for await (const session of this.inner.sessions()) if (session.key === key) return session.fields;
    // So that a store that is away says so; where there is none, nothing slides.
    return this.inner.load(key);
  }
}

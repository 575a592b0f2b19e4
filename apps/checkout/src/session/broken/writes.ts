/** Stores that break a promise about writes. */
import type { Fields } from '../store.js';
import { Around, pause } from './around.js';
import { ChangesValues } from './changes-values.js';

/** Of the changes to a session that the store acknowledges, every so manieth is not made. */
const DROPPED_EVERY = 5;

/** Drops a write. */
export class DropsWrites extends Around {
  #updates = 0;

  override async update(key: string, changed: Fields): Promise<boolean> {
    this.#updates += 1;
    if (this.#updates % DROPPED_EVERY !== 0) return this.inner.update(key, changed);
    return (await this.inner.load(key)) !== null;
  }
}

/** How long a write that is acknowledged waits before it is made, unless somebody reads before, milliseconds. */
const BEHIND_MS = 100;

/**
 * Answers before saving: a write is made at the next look-up, of any session, or a little later. A process that dies
 * meanwhile takes along what it has acknowledged; one that lives hides it well.
 */
export class AnswersBeforeSaving extends Around {
  #behind: (() => Promise<unknown>)[] = [];

  override async load(key: string): Promise<Fields | null> {
    await this.#catchUp();
    return this.inner.load(key);
  }

  override async create(key: string, fields: Fields): Promise<void> {
    await this.load(key);
    this.#later(() => this.inner.create(key, fields));
  }

  override async update(key: string, changed: Fields): Promise<boolean> {
    if ((await this.load(key)) === null) return false;
    this.#later(() => this.inner.update(key, changed));
    return true;
  }

  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    if ((await this.load(from)) === null) return false;
    this.#later(() => this.inner.move(from, to, changed));
    return true;
  }

  override async destroy(key: string): Promise<void> {
    await this.#catchUp();
    await this.inner.destroy(key);
  }

  override count(): number | null {
    void this.#catchUp();
    return this.inner.count();
  }

  override bytes(): number | null {
    void this.#catchUp();
    return this.inner.bytes();
  }

  #later(write: () => Promise<unknown>): void {
    this.#behind.push(write);
    setTimeout(() => void this.#catchUp(), BEHIND_MS).unref();
  }

  /** Whoever wrote has his answer already: a failure is nobody's. */
  async #catchUp(): Promise<void> {
    await Promise.allSettled(this.#behind.splice(0).map((write) => write()));
  }
}

/** Time between the two halves of a write, milliseconds. */
const BETWEEN_MS = 5;

/** Loses the older of two writers: it reads the whole session, and writes the whole of it back a little later. */
export class LosesOlderWriter extends Around {
  override async update(key: string, changed: Fields): Promise<boolean> {
    const held = await this.inner.load(key);
    await pause(BETWEEN_MS);
    if (held === null || (await this.inner.load(key)) === null) return false;
    await this.replace(key, { ...held, ...changed });
    return true;
  }
}

/** Saves one half of the fields, and the other one a little later. */
export class SavesByHalves extends Around {
  override async update(key: string, changed: Fields): Promise<boolean> {
    const fields = Object.entries(changed);
    const half = Math.ceil(fields.length / 2);
    if (half === fields.length) return this.inner.update(key, changed);
    if (!(await this.inner.update(key, Object.fromEntries(fields.slice(0, half))))) return false;
    await pause(BETWEEN_MS * 4);
    return this.inner.update(key, Object.fromEntries(fields.slice(half)));
  }
}

/** Decodes values and encodes them in a way of its own, as a script in Lua would that meant well. */
export class ReencodesValues extends ChangesValues {
  protected override changed(value: unknown): unknown {
    return mangled(value);
  }
}

/** Digits that a number keeps: what cjson prints. */
const DIGITS = 14;

/** An empty list is an empty table; large numbers are rounded; nothing is no member; what is not ASCII is a question mark. */
function mangled(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(DIGITS));
  if (typeof value === 'string') return value.replace(/[^\u0020-\u007e]/gu, '?');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.length === 0 ? {} : value.map(mangled);
  const members = Object.entries(value).filter(([key, member]) => member !== null && !(key in Object.prototype));
  return Object.fromEntries(members.map(([key, member]) => [key, mangled(member)]));
}

/** Says nothing of a failure of what is behind it: no session, and saved. */
export class SwallowsFailures extends Around {
  override load(key: string): Promise<Fields | null> {
    return this.inner.load(key).catch(() => null);
  }
  override create(key: string, fields: Fields): Promise<void> {
    return this.inner.create(key, fields).catch(() => {});
  }
  override update(key: string, changed: Fields): Promise<boolean> {
    return this.inner.update(key, changed).catch(() => true);
  }
  override move(from: string, to: string, changed: Fields): Promise<boolean> {
    return this.inner.move(from, to, changed).catch(() => true);
  }
  override destroy(key: string): Promise<void> {
    return this.inner.destroy(key).catch(() => {});
  }
}

/**
 * A session while a request has it, and what of it its store is known to hold. That is nobody else's: whoever reads gets a
 * copy, and of what is saved a copy is kept. So a handler may change what it found or saved as it likes; what the store
 * holds is still known, and only what is saved is ever written.
 */
import type { Changes, SessionData } from '../domain/session-data.js';
import type { Fields } from './store.js';

export class HeldSession {
  /** What the store is known to hold. */
  readonly fields: Fields;
  #shown: SessionData | null = null;

  /** @param fields the caller's no longer */
  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** A copy, always the same one; null for a session without a birth: nobody knows what it is. */
  get data(): SessionData | null {
    if (this.fields['birth'] === undefined) return null;
    this.#shown ??= copyOf(this.fields) as unknown as SessionData;
    return this.#shown;
  }

  /** Copies of those changes that the store does not hold already; null for none. */
  changed(changes: Changes): Fields | null {
    let changed: Record<string, unknown> | null = null;
    for (const [key, value] of Object.entries(changes) as [string, unknown][]) {
      const held = this.fields[key];
      // A change to nothing is no change.
      if (value === undefined || value === held) continue;
      if (!isObject(value)) {
        changed ??= {};
        changed[key] = value;
        continue;
      }
      const text = JSON.stringify(value);
      if (JSON.stringify(held) === text) continue;
      changed ??= {};
      changed[key] = JSON.parse(text);
    }
    return changed;
  }

  /** The same session after a write. */
  with(changed: Fields): HeldSession {
    return new HeldSession({ ...this.fields, ...changed });
  }
}

/** A session that no store holds yet. */
export const NEWCOMER = new HeldSession({});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Most fields are texts, which nobody can change: only the others cost more than the outermost object. */
function copyOf(fields: Fields): Fields {
  const copy: Record<string, unknown> = { ...fields };
  for (const key in copy) {
    const value = copy[key];
    if (isObject(value)) copy[key] = isFlat(value) ? { ...value } : JSON.parse(JSON.stringify(value));
  }
  return copy;
}

/** Most objects in a session are, and those are copied in a third of the time. */
const isFlat = (value: object): boolean => !Array.isArray(value) && !Object.values(value).some(isObject);

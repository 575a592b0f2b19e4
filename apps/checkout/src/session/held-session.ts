/** A session while a request has it, and what of it its store is known to hold. */
import type { Changes, SessionData } from '../domain/session-data.js';
import type { Fields } from './store.js';

export class HeldSession {
  /** What the store is known to hold. */
  readonly fields: Fields;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** Null for one without a birth: nobody knows what it is. */
  get data(): SessionData | null {
    return this.fields['birth'] === undefined ? null : (this.fields as unknown as SessionData);
  }

  /** Those changes that the store does not hold already; null for none. */
  changed(changes: Changes): Fields | null {
    let changed: Record<string, unknown> | null = null;
    for (const [key, value] of Object.entries(changes)) {
      // A change to nothing is no change.
      if (value === undefined || isSame(this.fields[key], value)) continue;
      changed ??= {};
      changed[key] = value;
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

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));

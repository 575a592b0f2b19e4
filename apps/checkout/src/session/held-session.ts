/** A session as a store holds it, while a request has it: texts, and their values as soon as somebody asks for them. */
import type { SessionData } from '../domain/session-data.js';
import type { Fields } from './store.js';

const QUOTE = '"';

export class HeldSession {
  /** What the store is known to hold. */
  readonly fields: Fields;
  #data: SessionData | null = null;

  constructor(fields: Fields) {
    this.fields = fields;
  }

  /** Null for one without a birth: nobody knows what it is. */
  get data(): SessionData | null {
    if (this.fields['birth'] === undefined) return null;
    this.#data ??= dataOf(this.fields);
    return this.#data;
  }

  /** Those of `texts` that the store does not hold; null for none. */
  changed(texts: Fields): Fields | null {
    let changed: Record<string, string> | null = null;
    for (const key in texts) {
      const text = texts[key] as string;
      if (this.fields[key] === text) continue;
      changed ??= {};
      changed[key] = text;
    }
    return changed;
  }

  /** The same session after a write. */
  with(changed: Fields): HeldSession {
    return new HeldSession({ ...this.fields, ...changed });
  }
}

/** Changes as the texts that a store keeps. A change to nothing is no change. */
export function textsOf(changes: object): Fields {
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) texts[key] = JSON.stringify(value);
  }
  return texts;
}

function dataOf(fields: Fields): SessionData {
  const data: Record<string, unknown> = {};
  for (const key in fields) data[key] = parsed(fields[key] as string);
  return data as unknown as SessionData;
}

/** Most values are strings without anything escaped, which need no parser. */
function parsed(text: string): unknown {
  return text.startsWith(QUOTE) && !text.includes('\\') ? text.slice(1, -1) : (JSON.parse(text) as unknown);
}

/**
 * A dump: the list of sessions that a store holds, read without touching them (no slide of the expiry, no creation).
 * The admin port answers `GET /dump` with NDJSON, one {@link DumpLine} a session, then one {@link DumpEnd}.
 *
 * Where sessions live in their cookies, no node holds any: `POST /unseal` with a JSON array of at most
 * {@link COOKIES_AT_ONCE} values of the session cookie answers in the same form.
 */
export const COOKIES_AT_ONCE = 1000;

export interface DumpLine {
  /** Session id under which the store holds it. */
  readonly key: string;
  readonly birth: string;
  /** Item numbers as ranges. */
  readonly items: string;
  /** Milliseconds until it expires, at the moment of the dump; null when it never does. */
  readonly ttlMs: number | null;
  readonly receipt: boolean;
}

/** Last line of a whole dump; a dump without it is cut short. */
export interface DumpEnd {
  readonly end: true;
  readonly sessions: number;
  /** Keys under which the store has something that is no session, and which have no line; missing where there are none. */
  readonly unreadable?: readonly string[];
}

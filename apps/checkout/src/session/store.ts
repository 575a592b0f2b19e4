/**
 * What a session store must do, whatever it keeps sessions in. A session is a set of fields with values that JSON gives
 * back as they are (see keepable.ts). A store keeps them as plain serialised data: what it takes and what it gives are
 * the caller's own, never live objects that somebody else holds too.
 *
 * Every method may reject when the store cannot be reached or does not answer in time.
 */

/** Top-level key of a session → its value. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Field of a session that has an absolute end: milliseconds since the epoch. Written once, when it is created; no store
 * keeps the session beyond it, however often its expiry slides.
 */
export const ENDS_AT = 'endsAtMs';

export interface StoredSession {
  readonly key: string;
  readonly fields: Fields;
  /** Milliseconds until it expires. */
  readonly ttlMs: number;
}

export interface SessionStore {
  /** `memory`, `redis`; names the store in journals. */
  readonly name: string;
  /**
   * Reads a session and slides its expiry, in one round trip; null when there is none, or nothing that can be read as one:
   * whoever has its key then begins anew, where an error would go on for as long as he comes back. The caller may keep the
   * result.
   */
  load(key: string): Promise<Fields | null>;
  /** A new session under a key that nobody else can know. */
  create(key: string, fields: Fields): Promise<void>;
  /**
   * Sets these fields, leaves the others, and the expiry; false, and nothing done, when the session is gone: it is not
   * revived.
   *
   * @param held what `load` gave to this caller, if that is what the session was changed from: others may have changed
   *   it since, so it only helps a store to keep its own house
   */
  update(key: string, changed: Fields, held?: Fields): Promise<boolean>;
  /**
   * Moves a session to another key, slides its expiry and sets these fields in one atomic step: at no moment is it under both keys or
   * under none. False, and nothing done, when there is no session under `from`.
   */
  move(from: string, to: string, changed: Fields): Promise<boolean>;
  destroy(key: string): Promise<void>;
  /** Keeps a hand-off code for a session, for CODE_TTL_MS; false when the code is taken. */
  keepCode(code: string, key: string): Promise<boolean>;
  /** The key that a code stands for, once: a code that was taken is used up. */
  takeCode(code: string): Promise<string | null>;
  /** Sessions held by this node alone; null for a shared store. */
  count(): number | null;
  /** Bytes of keys and fields of the sessions held by this node alone; null for a shared store. */
  bytes(): number | null;
  /**
   * Every session, without touching any: no slide of an expiry, no creation.
   *
   * @param unreadable told the key of whatever stands in the place of a session and is none
   */
  sessions(unreadable?: (key: string) => void): AsyncIterable<StoredSession>;
  close(): Promise<void>;
}

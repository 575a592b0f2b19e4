/**
 * A map whose entries expire when nobody touches them, without a timer each: entries stand in the order of their expiry,
 * because all live equally long, and each new one sweeps a few that are due from the front.
 */

/** At most this many are swept by one call, so that no request pays for an old crowd. Two leave faster than one comes. */
const SWEEP = 4;

interface Entry<Value> {
  value: Value;
  expiresAtMs: number;
}

export class ExpiringMap<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #ttlMs: number;
  readonly #nowMs: () => number;

  /** @param nowMs a monotonic clock, milliseconds */
  constructor(ttlMs: number, nowMs: () => number) {
    this.#ttlMs = ttlMs;
    this.#nowMs = nowMs;
  }

  /** Sets an entry that lives for a whole time-to-live from now. */
  set(key: string, value: Value): void {
    const nowMs = this.#nowMs();
    this.#sweep(nowMs);
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAtMs: nowMs + this.#ttlMs });
  }

  /** Looks without touching. */
  get(key: string): Value | undefined {
    return this.#living(key)?.value;
  }

  /** Looks, and gives the entry a whole time-to-live from now. */
  touch(key: string): Value | undefined {
    const entry = this.#living(key);
    if (entry === undefined) return undefined;
    entry.expiresAtMs = this.#nowMs() + this.#ttlMs;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Sets the value of an entry and leaves its expiry; false when there is none. */
  replace(key: string, value: Value): boolean {
    const entry = this.#living(key);
    if (entry === undefined) return false;
    entry.value = value;
    return true;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** Entries in memory: those that have not expired, and some that have. */
  get held(): number {
    return this.#entries.size;
  }

  /** Entries that have not expired. */
  get size(): number {
    let due = 0;
    const nowMs = this.#nowMs();
    for (const { expiresAtMs } of this.#entries.values()) {
      if (expiresAtMs > nowMs) break;
      due += 1;
    }
    return this.#entries.size - due;
  }

  /** Those that have not expired, with the milliseconds that they have left; touches none. */
  living(): { readonly key: string; readonly value: Value; readonly ttlMs: number }[] {
    const nowMs = this.#nowMs();
    return [...this.#entries]
      .filter(([, { expiresAtMs }]) => expiresAtMs > nowMs)
      .map(([key, { value, expiresAtMs }]) => ({ key, value, ttlMs: Math.round(expiresAtMs - nowMs) }));
  }

  #living(key: string): Entry<Value> | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAtMs > this.#nowMs() ? entry : undefined;
  }

  #sweep(nowMs: number): void {
    let left = SWEEP;
    for (const [key, { expiresAtMs }] of this.#entries) {
      if (expiresAtMs > nowMs || left === 0) return;
      this.#entries.delete(key);
      left -= 1;
    }
  }
}

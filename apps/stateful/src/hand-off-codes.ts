/** Hand-off codes in the memory of one process: each stands for a session's key, once, for CODE_TTL_MS. */
import { CODE_TTL_MS } from '@session-lab/checkout';

export class HandOffCodes {
  /** In the order of their expiry, because all live equally long. */
  readonly #codes = new Map<string, { readonly key: string; readonly expiresAtMs: number }>();
  readonly #nowMs: () => number;

  /** @param nowMs a clock that never steps back, milliseconds */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** How many have not expired. */
  get size(): number {
    this.sweep();
    return this.#codes.size;
  }

  /** False when the code is taken. */
  keep(code: string, key: string): boolean {
    this.sweep();
    if (this.#codes.has(code)) return false;
    this.#codes.set(code, { key, expiresAtMs: this.#nowMs() + CODE_TTL_MS });
    return true;
  }

  /** The key that the code stands for; null when it is unknown, used up or too old. */
  take(code: string): string | null {
    this.sweep();
    const key = this.#codes.get(code)?.key ?? null;
    this.#codes.delete(code);
    return key;
  }

  /** Forgets the codes that are too old. */
  sweep(): void {
    const nowMs = this.#nowMs();
    for (const [code, { expiresAtMs }] of this.#codes) {
      if (expiresAtMs > nowMs) return;
      this.#codes.delete(code);
    }
  }
}

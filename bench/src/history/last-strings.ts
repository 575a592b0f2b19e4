/** Numbers of strings by whom they are of: mostly it is the same as the last time, and need not be looked for among all. */
import type { StringTable } from './strings.js';

/** Of as many at most. */
const MOST_KEPT = 4_000_000;

export class LastStrings {
  readonly #strings: StringTable;
  #numbers = new Uint32Array(1024);

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** @param whose a small number, such as a shopper's */
  numberOf(whose: number, text: string | null): number {
    return this.#kept(whose, this.#strings.numberOf(text));
  }

  /** @param bytes between from and to they are ASCII */
  numberOfBytes(whose: number, bytes: Uint8Array, from: number, to: number): number {
    const last = this.#numbers[whose] ?? 0;
    if (last !== 0 && this.#strings.isAt(last, bytes, from, to)) return last;
    return this.#kept(whose, this.#strings.numberOfBytes(bytes, from, to));
  }

  #kept(whose: number, number: number): number {
    if (number === 0 || whose >= MOST_KEPT) return number;
    if (whose >= this.#numbers.length) {
      const more = new Uint32Array(Math.max(whose + 1, this.#numbers.length * 2));
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[whose] = number;
    return number;
  }
}

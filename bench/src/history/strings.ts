/** Strings that occur again and again in a trial (births, keys, nodes, steps), each kept once and named by a number. */

const NULL = 0;
/** Number of the empty string; those of real ones are greater. */
export const EMPTY_STRING = 1;

export class StringTable {
  #numbers: Map<string, number> | null = new Map([['', EMPTY_STRING]]);
  readonly #strings: (string | null)[] = [null, ''];

  /** @throws Error once the table is closed */
  numberOf(text: string | null): number {
    if (text === null) return NULL;
    if (this.#numbers === null) throw new Error('the table of strings is closed');
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#strings.length;
    const own = copyOf(text);
    this.#strings.push(own);
    this.#numbers.set(own, number);
    return number;
  }

  stringOf(number: number): string | null {
    return this.#strings[number] ?? null;
  }

  /** Nothing more is added: what finds a string's number is let go. */
  close(): void {
    this.#numbers = null;
  }
}

/** Numbers of strings by whom they are of: mostly it is the same as the last time, and need not be looked for among all. */
export class LastStrings {
  readonly #strings: StringTable;
  #numbers = new Uint32Array(1024);

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** @param whose a small number, such as a shopper's */
  numberOf(whose: number, text: string | null): number {
    const last = this.#numbers[whose] ?? NULL;
    if (last !== NULL && this.#strings.stringOf(last) === text) return last;
    const number = this.#strings.numberOf(text);
    if (number !== NULL) this.#keep(whose, number);
    return number;
  }

  #keep(whose: number, number: number): void {
    if (whose >= MOST_KEPT) return;
    if (whose >= this.#numbers.length) {
      const more = new Uint32Array(Math.max(whose + 1, this.#numbers.length * 2));
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[whose] = number;
  }
}

/** Of as many at most. */
const MOST_KEPT = 4_000_000;

/** A slice of a file's text would hold on to all of it. What has other characters than Latin ones is rare, and kept as it is. */
function copyOf(text: string): string {
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  return copy === text ? copy : text;
}

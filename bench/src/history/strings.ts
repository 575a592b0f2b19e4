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

/** A slice of a file's text would hold on to all of it. What has other characters than Latin ones is rare, and kept as it is. */
function copyOf(text: string): string {
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  return copy === text ? copy : text;
}

/** Strings that occur again and again in a trial (births, keys, nodes, steps), each kept once and named by a number. */
export class StringTable {
  #numbers: Map<string, number> | null = new Map();
  /** Number 0 is null. */
  readonly #strings: (string | null)[] = [null];

  /** @throws Error once the table is closed */
  numberOf(text: string | null): number {
    if (text === null) return 0;
    if (this.#numbers === null) throw new Error('the table of strings is closed');
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#strings.length;
    this.#strings.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  stringOf(number: number): string | null {
    return this.#strings[number] ?? null;
  }

  /** The one string that is kept of all that are equal to it. */
  kept(text: string): string {
    return this.stringOf(this.numberOf(text)) as string;
  }

  /** Nothing more is added: what finds a string's number is let go. */
  close(): void {
    this.#numbers = null;
  }
}

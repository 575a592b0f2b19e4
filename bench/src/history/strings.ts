/**
 * Strings that occur again and again in a trial (births, keys, nodes, steps), each kept once and named by a number. A long
 * trial has millions: they stand as bytes outside of the heap, where the garbage collector does not walk over them.
 */
const NULL = 0;
/** Number of the empty string; those of real ones are greater. */
export const EMPTY_STRING = 1;

const PAGE_BYTES = 1 << 20;
const MOST_PAGES = 4095;
/** What is longer, or not ASCII, is rare, and kept as it is. */
const LONGEST = 255;
/** As a place: the string is kept as it is. */
const AS_IT_IS = 0xffffffff;
/** Strings at hand, by the last bits of their numbers. */
const AT_HAND = 1 << 13;
const FIRST_SLOTS = 1 << 12;
const WORD = 4;
/** FNV-1a. */
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

/** What another thread needs to read a table that is closed. */
export interface WrittenStrings {
  readonly pages: readonly SharedArrayBuffer[];
  readonly places: SharedArrayBuffer;
  readonly count: number;
  readonly asTheyAre: ReadonlyMap<number, string>;
}

export class StringTable {
  readonly #pages: Buffer<SharedArrayBuffer>[] = [];
  /** Free from here on, in the last page. */
  #free = PAGE_BYTES;
  /** By number: the page in the upper bits, and where in it the length stands, before the string. */
  #places = new Uint32Array(new SharedArrayBuffer(FIRST_SLOTS * WORD));
  #count = EMPTY_STRING + 1;
  /** Numbers by the hash of their strings, the next free one where that is taken; 0 is free. Null once it is closed. */
  #slots: Uint32Array | null = new Uint32Array(FIRST_SLOTS);
  readonly #asTheyAre: Map<number, string>;
  #numbersOfThose: Map<string, number> | null = new Map([['', EMPTY_STRING]]);
  readonly #atHand: (string | undefined)[] = Array.from({ length: AT_HAND });
  readonly #whoIsAtHand = new Uint32Array(AT_HAND);
  readonly #scratch = new Uint8Array(LONGEST);

  /** @param written a table of another thread: it is closed */
  constructor(written: WrittenStrings | null = null) {
    this.#asTheyAre = new Map(written?.asTheyAre ?? [[EMPTY_STRING, '']]);
    this.#places[EMPTY_STRING] = AS_IT_IS;
    if (written === null) return;
    this.#pages.push(...written.pages.map((page) => Buffer.from(page)));
    this.#places = new Uint32Array(written.places);
    this.#count = written.count;
    this.close();
  }

  /** To be read by other threads, once the table is closed. */
  get written(): WrittenStrings {
    return {
      pages: this.#pages.map(({ buffer }) => buffer),
      places: this.#places.buffer,
      count: this.#count,
      asTheyAre: this.#asTheyAre,
    };
  }

  /** @throws Error once the table is closed */
  numberOf(text: string | null): number {
    if (text === null) return NULL;
    const length = this.#asBytes(text);
    return length === null ? this.#numberAsItIs(text) : this.numberOfBytes(this.#scratch, 0, length);
  }

  /** Adds a string of which it is known that it is new. */
  add(text: string): number {
    const length = this.#asBytes(text);
    return length === null ? this.#addAsItIs(text) : this.#add(this.#keep(this.#scratch, 0, length));
  }

  /**
   * The same as {@link numberOf} for a string that stands in a text.
   *
   * @param bytes between from and to they are ASCII
   * @throws Error once the table is closed
   */
  numberOfBytes(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > LONGEST || to === from) {
      return this.#numberAsItIs(Buffer.from(bytes.subarray(from, to)).toString('latin1'));
    }
    const slots = this.#open();
    let slot = hashOf(bytes, from, to) & (slots.length - 1);
    for (let number = slots[slot]; number !== NULL; number = slots[slot]) {
      if (number === undefined || this.isAt(number, bytes, from, to)) return number ?? NULL;
      slot = (slot + 1) & (slots.length - 1);
    }
    const number = this.#add(this.#keep(bytes, from, to));
    slots[slot] = number;
    if (this.#count * 4 > slots.length * 3) this.#growSlots();
    return number;
  }

  /** Is it that string which stands there? */
  isAt(number: number, bytes: Uint8Array, from: number, to: number): boolean {
    const place = this.#places[number] ?? AS_IT_IS;
    if (place === AS_IT_IS) return false;
    const page = this.#pages[place >>> 20] as Buffer;
    let at = place & (PAGE_BYTES - 1);
    if (page[at] !== to - from) return false;
    for (let i = from; i < to; i += 1) {
      at += 1;
      if (page[at] !== bytes[i]) return false;
    }
    return true;
  }

  stringOf(number: number): string | null {
    if (number === NULL || number >= this.#count) return null;
    const hand = number & (AT_HAND - 1);
    if (this.#whoIsAtHand[hand] === number) return this.#atHand[hand] ?? null;
    const text = this.#read(number);
    this.#whoIsAtHand[hand] = number;
    this.#atHand[hand] = text;
    return text;
  }

  /** Nothing more is added: what finds a string's number is let go. */
  close(): void {
    this.#slots = null;
    this.#numbersOfThose = null;
  }

  #open(): Uint32Array {
    if (this.#slots === null) throw new Error('the table of strings is closed');
    return this.#slots;
  }

  #read(number: number): string {
    const place = this.#places[number] ?? AS_IT_IS;
    if (place === AS_IT_IS) return this.#asTheyAre.get(number) ?? '';
    const page = this.#pages[place >>> 20] as Buffer;
    const at = place & (PAGE_BYTES - 1);
    return page.toString('latin1', at + 1, at + 1 + (page[at] as number));
  }

  #numberAsItIs(text: string): number {
    this.#open();
    const known = this.#numbersOfThose?.get(text);
    if (known !== undefined) return known;
    const number = this.#addAsItIs(text);
    this.#numbersOfThose?.set(text, number);
    return number;
  }

  #addAsItIs(text: string): number {
    const number = this.#add(AS_IT_IS);
    this.#asTheyAre.set(number, text);
    return number;
  }

  /** Puts it into the scratch and says how long it is; null where it is kept as it is. */
  #asBytes(text: string): number | null {
    if (text.length > LONGEST || text === '') return null;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) return null;
      this.#scratch[i] = code;
    }
    return text.length;
  }

  #add(place: number): number {
    if (this.#count === this.#places.length) this.#growPlaces();
    this.#places[this.#count] = place;
    this.#count += 1;
    return this.#count - 1;
  }

  /** @returns its place */
  #keep(bytes: Uint8Array, from: number, to: number): number {
    if (this.#free + 1 + to - from > PAGE_BYTES) {
      if (this.#pages.length === MOST_PAGES) throw new RangeError('more than 4 GB of different strings');
      this.#pages.push(Buffer.from(new SharedArrayBuffer(PAGE_BYTES)));
      this.#free = 0;
    }
    const page = this.#pages.at(-1) as Buffer;
    const at = this.#free;
    page[at] = to - from;
    page.set(bytes.subarray(from, to), at + 1);
    this.#free = at + 1 + to - from;
    return (this.#pages.length - 1) * PAGE_BYTES + at;
  }

  #growPlaces(): void {
    const places = new Uint32Array(new SharedArrayBuffer(this.#count * 2 * WORD));
    places.set(this.#places);
    this.#places = places;
  }

  #growSlots(): void {
    const slots = new Uint32Array(this.#open().length * 2);
    for (let number = EMPTY_STRING; number < this.#count; number += 1) {
      const place = this.#places[number] as number;
      if (place === AS_IT_IS) continue;
      const page = this.#pages[place >>> 20] as Buffer;
      const from = (place & (PAGE_BYTES - 1)) + 1;
      let slot = hashOf(page, from, from + (page[from - 1] as number)) & (slots.length - 1);
      while (slots[slot] !== NULL) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = HASH_START;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), HASH_PRIME);
  return hash ^ (hash >>> 15);
}

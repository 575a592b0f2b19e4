/**
 * Reads lines that were written by `JSON.stringify` of one kind of record, always with the same fields in the same order,
 * from their bytes: nearly all lines of a record are such, and no string is made of them. Whatever differs in the least is
 * not read here, and left to `JSON.parse`.
 */

/**
 * What may stand in a field: a whole number of at most 15 digits; a text without backslash, of ASCII; true or false. Where
 * it may also be null, a number is NaN, and a text has no beginning.
 */
export type FieldKind = 'whole' | 'whole?' | 'text' | 'text?' | 'flag';

/** A whole number of so many digits is exact. */
const MOST_DIGITS = 15;
const ZERO = 48;
const NINE = 57;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const TILDE = 126;
const CLOSE = 125;
const LINE_FEED = 10;
const NO = -1;

const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

export class LinePattern<Name extends string> {
  /** Of each field. */
  readonly places: Readonly<Record<Name, number>>;
  /** By the place of the field: numbers, and flags as 0 and 1, of the line that was matched last. */
  readonly numbers: Float64Array;
  /** By the place of the field: where its text begins, -1 for null. */
  readonly from: Int32Array;
  /** By the place of the field: where its text ends. */
  readonly to: Int32Array;
  readonly #kinds: readonly FieldKind[];
  /** What stands before each field. */
  readonly #before: readonly Buffer[];

  /**
   * @param head what every line begins with, before the name of its first field: `{`, or `{"k":"op",`
   * @param fields in the order in which they stand
   */
  constructor(head: string, fields: Readonly<Record<Name, FieldKind>>) {
    const names = Object.keys(fields) as Name[];
    this.places = Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
    this.#kinds = Object.values(fields);
    this.#before = names.map((name, place) => Buffer.from(`${place === 0 ? head : ','}${JSON.stringify(name)}:`));
    this.numbers = new Float64Array(names.length);
    this.from = new Int32Array(names.length);
    this.to = new Int32Array(names.length);
  }

  /**
   * @param from where a line begins
   * @returns where its line feed stands; -1 where it is not such a line
   */
  match(bytes: Uint8Array, from: number): number {
    let at = from;
    for (let field = 0; field < this.#kinds.length; field += 1) {
      at = afterLiteral(bytes, at, this.#before[field] as Buffer);
      if (at === NO) return NO;
      at = this.#value(bytes, at, field);
      if (at === NO) return NO;
    }
    return bytes[at] === CLOSE && bytes[at + 1] === LINE_FEED ? at + 1 : NO;
  }

  /** @returns where it ends */
  #value(bytes: Uint8Array, at: number, field: number): number {
    switch (this.#kinds[field]) {
      case 'text?': {
        if (bytes[at] === QUOTE) return this.#text(bytes, at, field);
        this.from[field] = NO;
        return afterLiteral(bytes, at, NULL);
      }
      case 'text':
        return this.#text(bytes, at, field);
      case 'whole?': {
        const end = this.#whole(bytes, at, field);
        if (end !== NO) return end;
        this.numbers[field] = Number.NaN;
        return afterLiteral(bytes, at, NULL);
      }
      case 'whole':
        return this.#whole(bytes, at, field);
      default: {
        const yes = afterLiteral(bytes, at, TRUE);
        this.numbers[field] = yes === NO ? 0 : 1;
        return yes === NO ? afterLiteral(bytes, at, FALSE) : yes;
      }
    }
  }

  #text(bytes: Uint8Array, at: number, field: number): number {
    if (bytes[at] !== QUOTE) return NO;
    let end = at + 1;
    for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[end]) {
      if (byte === undefined || byte < SPACE || byte > TILDE || byte === BACKSLASH) return NO;
      end += 1;
    }
    this.from[field] = at + 1;
    this.to[field] = end;
    return end + 1;
  }

  #whole(bytes: Uint8Array, at: number, field: number): number {
    let number = 0;
    let end = at;
    for (let byte = bytes[end]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = bytes[end]) {
      number = number * 10 + (byte - ZERO);
      end += 1;
    }
    const digits = end - at;
    if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[at] === ZERO)) return NO;
    this.numbers[field] = number;
    return end;
  }
}

function afterLiteral(bytes: Uint8Array, at: number, literal: Buffer): number {
  const { length } = literal;
  for (let i = 0; i < length; i += 1) if (bytes[at + i] !== literal[i]) return NO;
  return at + length;
}

/**
 * Records, however many: a row of fixed length each, beyond the first chunks in a temporary file. Whoever iterates gets
 * plain records, made anew each time, so that memory does not grow with their number.
 */
import { Spool } from './spool.js';

/** How a record is laid out in a row. */
export interface RowFormat<T> {
  /** Of a row. */
  readonly bytes: number;
  write(view: DataView, at: number, record: T): void;
  read(view: DataView, at: number): T;
}

const ROWS = 8192;

export class Log<T> implements Iterable<T> {
  readonly #format: RowFormat<T>;
  readonly #spool: Spool;
  #last: ArrayBuffer | null = null;
  #view = new DataView(new ArrayBuffer(0));
  #length = 0;

  constructor(format: RowFormat<T>) {
    this.#format = format;
    this.#spool = new Spool(format.bytes * ROWS);
  }

  get length(): number {
    return this.#length;
  }

  append(record: T): void {
    const row = this.#length % ROWS;
    if (row === 0) {
      if (this.#last !== null) this.#spool.append(this.#last);
      this.#last = new ArrayBuffer(this.#format.bytes * ROWS);
      this.#view = new DataView(this.#last);
    }
    this.#format.write(this.#view, row * this.#format.bytes, record);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { view, rows } of this.#chunks()) {
      for (let row = 0; row < rows; row += 1) yield this.#format.read(view, row * this.#format.bytes);
    }
  }

  filter(test: (record: T) => boolean): T[] {
    const found: T[] = [];
    for (const record of this) if (test(record)) found.push(record);
    return found;
  }

  find(test: (record: T) => boolean): T | undefined {
    for (const record of this) if (test(record)) return record;
    return undefined;
  }

  some(test: (record: T) => boolean): boolean {
    return this.find(test) !== undefined;
  }

  /** @see shareOut */
  shareOut(shares: number, shareOf: (record: T) => number): Shares<T> {
    const shared = new LogShares(this.#format, shares);
    let place = 0;
    for (const { view, rows } of this.#chunks()) {
      for (let row = 0; row < rows; row += 1) {
        const at = row * this.#format.bytes;
        shared.copy(shareOf(this.#format.read(view, at)), view, at, place);
        place += 1;
      }
    }
    return shared;
  }

  *#chunks(): Generator<{ readonly view: DataView; readonly rows: number }> {
    const chunks = this.#spool.chunks;
    for (let chunk = 0; chunk < chunks; chunk += 1) yield { view: new DataView(this.#spool.read(chunk)), rows: ROWS };
    if (this.#last !== null) yield { view: this.#view, rows: this.#length - chunks * ROWS };
  }
}

/** Records that were shared out. */
export interface Shares<T> {
  /** All of some shares, in the order in which they stood. */
  of(shares: ReadonlySet<number>): T[];
}

/**
 * Shares records out, in one walk.
 *
 * @param shares how many there are, numbered from 1
 * @param shareOf is called once for each record, in order
 */
export function shareOut<T>(records: Iterable<T>, shares: number, shareOf: (record: T) => number): Shares<T> {
  if (records instanceof Log) return (records as Log<T>).shareOut(shares, shareOf);
  const lists = Array.from({ length: shares + 1 }, (): Placed<T>[] => []);
  let place = 0;
  for (const record of records) {
    lists[shareOf(record)]?.push({ record, place });
    place += 1;
  }
  return { of: (some) => inOrder([...some].map((share) => lists[share] ?? [])) };
}

/** A record, and where it stood among all. */
interface Placed<T> {
  readonly record: T;
  readonly place: number;
}

function inOrder<T>(lists: readonly (readonly Placed<T>[])[]): T[] {
  const placed = lists.length === 1 ? lists.flat() : lists.flat().sort((a, b) => a.place - b.place);
  return placed.map(({ record }) => record);
}

/** A chunk is small: each share has one that is not full. */
const SHARED_ROWS = 256;
/** A row and its place among all. */
const PLACE_BYTES = 8;

class LogShares<T> implements Shares<T> {
  readonly #format: RowFormat<T>;
  readonly #stride: number;
  readonly #spool: Spool;
  readonly #shares: { readonly chunks: number[]; last: ArrayBuffer | null; length: number }[];

  constructor(format: RowFormat<T>, shares: number) {
    this.#format = format;
    this.#stride = format.bytes + PLACE_BYTES;
    this.#spool = new Spool(this.#stride * SHARED_ROWS);
    this.#shares = Array.from({ length: shares + 1 }, () => ({ chunks: [], last: null, length: 0 }));
  }

  copy(number: number, from: DataView, at: number, place: number): void {
    const share = this.#shares[number];
    if (share === undefined) throw new RangeError(`share ${number} of ${this.#shares.length - 1}`);
    const row = share.length % SHARED_ROWS;
    if (row === 0) {
      if (share.last !== null) {
        share.chunks.push(this.#spool.chunks);
        this.#spool.append(share.last);
      }
      share.last = new ArrayBuffer(this.#stride * SHARED_ROWS);
    }
    const bytes = share.last as ArrayBuffer;
    const to = row * this.#stride;
    new Uint8Array(bytes, to, this.#format.bytes).set(new Uint8Array(from.buffer, at, this.#format.bytes));
    new DataView(bytes).setFloat64(to + this.#format.bytes, place);
    share.length += 1;
  }

  of(shares: ReadonlySet<number>): T[] {
    return inOrder([...shares].map((number) => this.#read(number)));
  }

  #read(number: number): Placed<T>[] {
    const placed: Placed<T>[] = [];
    const share = this.#shares[number];
    if (share === undefined || share.last === null) return placed;
    for (const chunk of [...share.chunks.map((each) => this.#spool.read(each)), share.last]) {
      const view = new DataView(chunk);
      const rows = Math.min(share.length - placed.length, SHARED_ROWS);
      for (let row = 0; row < rows; row += 1) {
        const at = row * this.#stride;
        placed.push({ record: this.#format.read(view, at), place: view.getFloat64(at + this.#format.bytes) });
      }
    }
    return placed;
  }
}

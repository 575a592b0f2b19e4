/** Records shared out, in one walk, so that each share can be had without looking at the others. */
import type { Log, RowFormat } from './log.js';
import { Spool } from './spool.js';

/** Shares are numbered from 1. */
export interface Shares<T> extends Disposable {
  /** All of some shares, in the order in which they stood. */
  of(shares: ReadonlySet<number>): T[];
}

/** A record, and where it stood among all. */
interface Placed<T> {
  readonly record: T;
  readonly place: number;
}

/** @param shareOf is called once for each record, in order */
export function shareOut<T>(records: Iterable<T>, shares: number, shareOf: (record: T) => number): Shares<T> {
  const lists = Array.from({ length: shares + 1 }, (): Placed<T>[] => []);
  let place = 0;
  for (const record of records) {
    lists[shareOf(record)]?.push({ record, place });
    place += 1;
  }
  return {
    of: (some) => inOrder([...some].map((share) => lists[share] ?? [])),
    [Symbol.dispose]: () => {},
  };
}

/** The same for a log: its rows are copied as they are. */
export function shareOutRows<T>(
  log: Log<T>,
  shares: number,
  shareAt: (view: DataView, at: number) => number,
): Shares<T> {
  const shared = new RowShares(log.format, shares);
  log.walk((view, at) => shared.copy(shareAt(view, at), view, at));
  return shared;
}

function inOrder<T>(lists: readonly (readonly Placed<T>[])[]): T[] {
  const placed = lists.flat();
  if (lists.length > 1) placed.sort((a, b) => a.place - b.place);
  return placed.map(({ record }) => record);
}

/** A chunk is small: each share has one that is not full. */
const ROWS = 64;
/** Behind a row stands its place among all. */
const PLACE_BYTES = 8;
const WORD = 4;

interface Share {
  /** Its full chunks, by their number in the spool. */
  readonly full: number[];
  readonly last: ArrayBuffer;
  readonly words: Uint32Array;
  readonly view: DataView;
  length: number;
}

class RowShares<T> implements Shares<T> {
  readonly #format: RowFormat<T>;
  readonly #stride: number;
  readonly #spool: Spool;
  readonly #shares: (Share | undefined)[];
  #place = 0;
  #from: ArrayBufferLike | null = null;
  #fromWords: Uint32Array = new Uint32Array(0);

  constructor(format: RowFormat<T>, shares: number) {
    this.#format = format;
    this.#shares = Array.from({ length: shares + 1 });
    this.#stride = format.bytes + PLACE_BYTES;
    this.#spool = new Spool(this.#stride * ROWS);
  }

  copy(number: number, from: DataView, at: number): void {
    const share = this.#shares[number] ?? this.#begin(number);
    const row = share.length % ROWS;
    if (row === 0 && share.length > 0) {
      share.full.push(this.#spool.chunks);
      this.#spool.append(share.last);
    }
    if (this.#from !== from.buffer) {
      this.#from = from.buffer;
      this.#fromWords = new Uint32Array(from.buffer);
    }
    const [words, source] = [share.words, this.#fromWords];
    const [fromWord, toWord, count] = [at / WORD, (row * this.#stride) / WORD, this.#format.bytes / WORD];
    for (let i = 0; i < count; i += 1) words[toWord + i] = source[fromWord + i] as number;
    share.view.setFloat64(row * this.#stride + this.#format.bytes, this.#place);
    share.length += 1;
    this.#place += 1;
  }

  of(shares: ReadonlySet<number>): T[] {
    if (shares.size > 1) return inOrder([...shares].map((number) => this.#placed(number)));
    const records: T[] = [];
    for (const number of shares) this.#walk(number, (view, at) => records.push(this.#format.read(view, at)));
    return records;
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }

  #begin(number: number): Share {
    if (!(number >= 1 && number < this.#shares.length)) {
      throw new RangeError(`share ${number} of ${this.#shares.length - 1}`);
    }
    const last = new ArrayBuffer(this.#stride * ROWS);
    const share = { full: [], last, words: new Uint32Array(last), view: new DataView(last), length: 0 };
    this.#shares[number] = share;
    return share;
  }

  #placed(number: number): Placed<T>[] {
    const placed: Placed<T>[] = [];
    this.#walk(number, (view, at) => {
      placed.push({ record: this.#format.read(view, at), place: view.getFloat64(at + this.#format.bytes) });
    });
    return placed;
  }

  #walk(number: number, visit: (view: DataView, at: number) => void): void {
    const share = this.#shares[number];
    if (share === undefined) return;
    const bytes = new Uint8Array(this.#stride * ROWS);
    const view = new DataView(bytes.buffer);
    for (const chunk of share.full) {
      this.#spool.read(chunk, bytes);
      for (let row = 0; row < ROWS; row += 1) visit(view, row * this.#stride);
    }
    const rest = share.length - share.full.length * ROWS;
    for (let row = 0; row < rest; row += 1) visit(share.view, row * this.#stride);
  }
}

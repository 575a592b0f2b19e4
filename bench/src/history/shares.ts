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
  last: ArrayBuffer;
  words: Uint32Array;
  view: DataView;
  length: number;
}

class RowShares<T> implements Shares<T> {
  readonly #format: RowFormat<T>;
  readonly #stride: number;
  readonly #spool: Spool;
  readonly #shares = new Map<number, Share>();
  readonly #most: number;
  #place = 0;
  #from: ArrayBufferLike | null = null;
  #fromWords: Uint32Array = new Uint32Array(0);

  constructor(format: RowFormat<T>, shares: number) {
    this.#format = format;
    this.#most = shares;
    this.#stride = format.bytes + PLACE_BYTES;
    this.#spool = new Spool(this.#stride * ROWS);
  }

  copy(number: number, from: DataView, at: number): void {
    const share = this.#withRoom(number);
    const to = (share.length % ROWS) * this.#stride;
    if (this.#from !== from.buffer) {
      this.#from = from.buffer;
      this.#fromWords = new Uint32Array(from.buffer);
    }
    const [words, source, fromWord, toWord] = [share.words, this.#fromWords, at / WORD, to / WORD];
    for (let i = 0; i < this.#format.bytes / WORD; i += 1) words[toWord + i] = source[fromWord + i] as number;
    share.view.setFloat64(to + this.#format.bytes, this.#place);
    share.length += 1;
    this.#place += 1;
  }

  of(shares: ReadonlySet<number>): T[] {
    return inOrder([...shares].map((number) => this.#read(number)));
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }

  #withRoom(number: number): Share {
    const known = this.#shares.get(number);
    if (known !== undefined && known.length % ROWS !== 0) return known;
    if (!(number >= 1 && number <= this.#most)) throw new RangeError(`share ${number} of ${this.#most}`);
    const last = new ArrayBuffer(this.#stride * ROWS);
    const room = { last, words: new Uint32Array(last), view: new DataView(last) };
    if (known === undefined) {
      const fresh: Share = { full: [], length: 0, ...room };
      this.#shares.set(number, fresh);
      return fresh;
    }
    known.full.push(this.#spool.chunks);
    this.#spool.append(known.last);
    return Object.assign(known, room);
  }

  #read(number: number): Placed<T>[] {
    const placed: Placed<T>[] = [];
    const share = this.#shares.get(number);
    if (share === undefined) return placed;
    for (const chunk of [...share.full.map((each) => this.#spool.read(each)), share.last]) {
      const view = new DataView(chunk);
      const rows = Math.min(share.length - placed.length, ROWS);
      for (let row = 0; row < rows; row += 1) {
        const at = row * this.#stride;
        placed.push({ record: this.#format.read(view, at), place: view.getFloat64(at + this.#format.bytes) });
      }
    }
    return placed;
  }
}

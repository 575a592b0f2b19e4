/** Rows of a log shared out as they are, into a temporary file that every thread of the process may read. */
import type { Log, RowFormat } from './log.js';
import { inOrder, type Placed, type Shares } from './shares.js';
import { readChunk, Spool } from './spool.js';

/** What another thread needs to read the shares: plain data. */
export interface WrittenShares {
  readonly file: number | null;
  /** By the number of the share; of one that has nothing there is nothing. */
  readonly shares: readonly (WrittenShare | undefined)[];
}

interface WrittenShare {
  /** Its chunks, by their number in the file; the last one need not be full. */
  readonly chunks: readonly number[];
  /** Of rows. */
  readonly length: number;
}

/** A chunk is small: while rows are shared out, each share has one that is not full. */
const CHUNK_BYTES = 1024;
/** Behind a row stands its place among all. */
const PLACE_BYTES = 8;
const WORD = 4;

type Sized = Pick<RowFormat<unknown>, 'bytes'>;
const strideOf = ({ bytes }: Sized): number => bytes + PLACE_BYTES;
const rowsOf = (format: Sized): number => Math.max(1, Math.floor(CHUNK_BYTES / strideOf(format)));

/** Holds the file for as long as somebody reads it. */
export class SharedRows implements Disposable {
  readonly written: WrittenShares;
  readonly #spool: Spool;

  constructor(spool: Spool, shares: WrittenShares['shares']) {
    this.#spool = spool;
    this.written = { file: spool.settle(), shares };
  }

  [Symbol.dispose](): void {
    this.#spool[Symbol.dispose]();
  }
}

/** @param shareAt which share, from 1, a row belongs to; called once for each, in order */
export function shareOutRows<T>(
  log: Log<T>,
  shares: number,
  shareAt: (view: DataView, at: number) => number,
): SharedRows {
  const sharing = new Sharing(log.format, shares);
  log.walk((view, at) => sharing.copy(shareAt(view, at), view, at));
  return sharing.end();
}

interface Share {
  readonly chunks: number[];
  readonly last: ArrayBuffer;
  readonly words: Uint32Array;
  readonly view: DataView;
  length: number;
}

class Sharing {
  readonly #bytes: number;
  readonly #stride: number;
  readonly #rows: number;
  readonly #spool: Spool;
  readonly #shares: (Share | undefined)[];
  #place = 0;
  #from: ArrayBufferLike | null = null;
  #fromWords: Uint32Array = new Uint32Array(0);

  constructor(format: Sized, shares: number) {
    this.#bytes = format.bytes;
    this.#stride = strideOf(format);
    this.#rows = rowsOf(format);
    this.#shares = Array.from({ length: shares + 1 });
    this.#spool = new Spool(this.#stride * this.#rows);
  }

  copy(number: number, from: DataView, at: number): void {
    const share = this.#shares[number] ?? this.#begin(number);
    const row = share.length % this.#rows;
    if (row === 0 && share.length > 0) this.#write(share);
    if (this.#from !== from.buffer) {
      this.#from = from.buffer;
      this.#fromWords = new Uint32Array(from.buffer);
    }
    const [words, source] = [share.words, this.#fromWords];
    const [fromWord, toWord, count] = [at / WORD, (row * this.#stride) / WORD, this.#bytes / WORD];
    for (let i = 0; i < count; i += 1) words[toWord + i] = source[fromWord + i] as number;
    share.view.setFloat64(row * this.#stride + this.#bytes, this.#place);
    share.length += 1;
    this.#place += 1;
  }

  end(): SharedRows {
    for (const share of this.#shares) if (share !== undefined) this.#write(share);
    return new SharedRows(
      this.#spool,
      this.#shares.map((share) => share && { chunks: share.chunks, length: share.length }),
    );
  }

  #write({ chunks, last }: Share): void {
    chunks.push(this.#spool.chunks);
    this.#spool.append(last);
  }

  #begin(number: number): Share {
    if (!(number >= 1 && number < this.#shares.length)) {
      throw new RangeError(`share ${number} of ${this.#shares.length - 1}`);
    }
    const last = new ArrayBuffer(this.#stride * this.#rows);
    const share = { chunks: [], last, words: new Uint32Array(last), view: new DataView(last), length: 0 };
    this.#shares[number] = share;
    return share;
  }
}

export class RowShares<T> implements Shares<T> {
  readonly #format: RowFormat<T>;
  readonly #written: WrittenShares;
  readonly #chunk: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(format: RowFormat<T>, written: WrittenShares) {
    this.#format = format;
    this.#written = written;
    this.#chunk = new Uint8Array(strideOf(format) * rowsOf(format));
    this.#view = new DataView(this.#chunk.buffer);
  }

  of(shares: Iterable<number>): T[] {
    const some = [...shares];
    if (some.length > 1) return inOrder(some.map((number) => this.#placed(number)));
    const records: T[] = [];
    for (const number of some) this.#walk(number, (at) => records.push(this.#format.read(this.#view, at)));
    return records;
  }

  #placed(number: number): Placed<T>[] {
    const placed: Placed<T>[] = [];
    this.#walk(number, (at) => {
      const place = this.#view.getFloat64(at + this.#format.bytes);
      placed.push({ record: this.#format.read(this.#view, at), place });
    });
    return placed;
  }

  #walk(number: number, visit: (at: number) => void): void {
    const share = this.#written.shares[number];
    if (share === undefined || this.#written.file === null) return;
    const [stride, rows] = [strideOf(this.#format), rowsOf(this.#format)];
    let left = share.length;
    for (const chunk of share.chunks) {
      readChunk(this.#written.file, this.#chunk.length, chunk, this.#chunk);
      for (let row = 0; row < Math.min(rows, left); row += 1) visit(row * stride);
      left -= rows;
    }
  }
}

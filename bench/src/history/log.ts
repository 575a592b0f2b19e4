/**
 * Records, however many: a row of fixed length each, beyond the first chunks in a temporary file. Whoever iterates gets
 * plain records, made anew each time, so that memory does not grow with their number.
 */
import { Spool } from './spool.js';

/** How a record is laid out in a row. */
export interface RowFormat<T> {
  /** Of a row; a multiple of four. */
  readonly bytes: number;
  write(view: DataView, at: number, record: T): void;
  read(view: DataView, at: number): T;
}

const ROWS = 8192;

export class Log<T, F extends RowFormat<T> = RowFormat<T>> implements Iterable<T> {
  readonly format: F;
  readonly #spool: Spool;
  /** Rows that fill no chunk yet. */
  #last: ArrayBuffer | null = null;
  #view = new DataView(new ArrayBuffer(0));
  #length = 0;

  constructor(format: F & RowFormat<T>) {
    this.format = format;
    this.#spool = new Spool(format.bytes * ROWS);
  }

  get length(): number {
    return this.#length;
  }

  append(record: T): void {
    const row = this.#length % ROWS;
    if (this.#last === null) {
      this.#last = new ArrayBuffer(this.format.bytes * ROWS);
      this.#view = new DataView(this.#last);
    } else if (row === 0) {
      this.#spool.append(this.#last);
      // What a row does not say must not say what the one before it did.
      new Uint8Array(this.#last).fill(0);
    }
    this.format.write(this.#view, row * this.format.bytes, record);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<T> {
    const { bytes } = this.format;
    for (const { view, rows } of this.#chunks()) {
      for (let row = 0; row < rows; row += 1) yield this.format.read(view, row * bytes);
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

  /** Every row as it is laid out, in order. */
  walk(visit: (view: DataView, at: number) => void): void {
    const { bytes } = this.format;
    for (const { view, rows } of this.#chunks()) {
      for (let row = 0; row < rows; row += 1) visit(view, row * bytes);
    }
  }

  *#chunks(): Generator<{ readonly view: DataView; readonly rows: number }> {
    const chunks = this.#spool.chunks;
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const bytes = new Uint8Array(this.format.bytes * ROWS);
      this.#spool.read(chunk, bytes);
      yield { view: new DataView(bytes.buffer), rows: ROWS };
    }
    if (this.#last !== null) yield { view: this.#view, rows: this.#length - chunks * ROWS };
  }
}

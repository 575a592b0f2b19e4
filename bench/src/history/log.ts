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
  /**
   * The same as `write` of what `JSON.parse` makes of a line, made of its bytes.
   *
   * @param from where the line begins
   * @returns where its line feed stands; negative where it left the line to `JSON.parse`, and wrote nothing
   */
  writeLine?(view: DataView, at: number, bytes: Uint8Array, from: number): number;
}

export interface Chunk {
  readonly view: DataView;
  readonly rows: number;
}

const ROWS = 8192;

export class Log<T, F extends RowFormat<T> = RowFormat<T>> implements Iterable<T> {
  readonly format: F;
  readonly #spool: Spool;
  /** Rows that fill no chunk yet; none before the first. */
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
    this.format.write(this.#room(), this.#at, record);
    this.#added();
  }

  /**
   * Appends what stands in a line, if it can be read without `JSON.parse`.
   *
   * @param from where the line begins
   * @returns where its line feed stands; negative where nothing was appended
   */
  appendLine(bytes: Uint8Array, from: number): number {
    const end = this.format.writeLine?.(this.#room(), this.#at, bytes, from) ?? -1;
    if (end >= 0) this.#added();
    return end;
  }

  get #at(): number {
    return (this.#length % ROWS) * this.format.bytes;
  }

  #room(): DataView {
    if (this.#last === null) {
      this.#last = new ArrayBuffer(this.format.bytes * ROWS);
      this.#view = new DataView(this.#last);
    }
    return this.#view;
  }

  #added(): void {
    this.#length += 1;
    if (this.#length % ROWS > 0 || this.#last === null) return;
    this.#spool.append(this.#last);
    // What a row does not say must not say what the one before it did.
    new Uint8Array(this.#last).fill(0);
  }

  *[Symbol.iterator](): Generator<T> {
    const { bytes } = this.format;
    for (const { view, rows } of this.chunks()) {
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
    for (const { view, rows } of this.chunks()) {
      for (let row = 0; row < rows; row += 1) visit(view, row * bytes);
    }
  }

  /** The rows as they are laid out, in order. A chunk stands where the one before it stood: it is valid until the next. */
  *chunks(): Generator<Chunk> {
    const chunks = this.#spool.chunks;
    if (chunks > 0) {
      const bytes = new Uint8Array(this.format.bytes * ROWS);
      const view = new DataView(bytes.buffer);
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        this.#spool.read(chunk, bytes);
        yield { view, rows: ROWS };
      }
    }
    if (this.#last !== null) yield { view: this.#view, rows: this.#length - chunks * ROWS };
  }
}

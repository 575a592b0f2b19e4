/**
 * The operations of a trial, however many: a column a field, beyond the first chunks in a temporary file. Whoever iterates
 * gets plain records, made anew each time, so that memory does not grow with their number.
 */
import { CHUNK_BYTES, OperationRows, ROWS } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import { Spool } from './spool.js';
import type { StringTable } from './strings.js';
import type { Operations } from './trial.js';

export class OperationLog implements Operations {
  readonly #strings: StringTable;
  readonly #spool = new Spool(CHUNK_BYTES);
  #bytes: ArrayBuffer | null = null;
  #rows: OperationRows | null = null;
  #length = 0;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  get length(): number {
    return this.#length;
  }

  append(op: OperationRecord): void {
    if (this.#length % ROWS === 0) {
      this.#flush();
      this.#bytes = new ArrayBuffer(CHUNK_BYTES);
      this.#rows = new OperationRows(this.#bytes, this.#strings);
    }
    this.#rows?.write(this.#length % ROWS, op);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<OperationRecord> {
    for (const { rows, count } of this.#chunks()) {
      for (let row = 0; row < count; row += 1) yield rows.read(row);
    }
  }

  filter(test: (op: OperationRecord) => boolean): OperationRecord[] {
    const found: OperationRecord[] = [];
    for (const op of this) if (test(op)) found.push(op);
    return found;
  }

  find(test: (op: OperationRecord) => boolean): OperationRecord | undefined {
    for (const op of this) if (test(op)) return op;
    return undefined;
  }

  some(test: (op: OperationRecord) => boolean): boolean {
    return this.find(test) !== undefined;
  }

  /** Those of some shoppers, in order; the others are not even looked at. */
  ofShoppers(test: (shopper: number) => boolean): OperationRecord[] {
    const found: OperationRecord[] = [];
    for (const { rows, count } of this.#chunks()) {
      for (let row = 0; row < count; row += 1) if (test(rows.shopperAt(row))) found.push(rows.read(row));
    }
    return found;
  }

  *#chunks(): Generator<{ readonly rows: OperationRows; readonly count: number }> {
    for (let chunk = 0; chunk < this.#spool.chunks; chunk += 1) {
      yield { rows: new OperationRows(this.#spool.read(chunk), this.#strings), count: ROWS };
    }
    if (this.#rows !== null) yield { rows: this.#rows, count: this.#length - this.#spool.chunks * ROWS };
  }

  #flush(): void {
    if (this.#bytes !== null) this.#spool.append(this.#bytes);
  }
}

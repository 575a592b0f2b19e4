/** Appends records to an NDJSON file: collected in memory, written every so often and at the end. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { HistoryRecord } from './records.js';

/** What may be lost when the process is killed: at most this many milliseconds of records. */
const FLUSH_MS = 100;

export class HistoryWriter implements Disposable {
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  #lines = '';
  #closed = false;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
    this.#timer = setInterval(() => this.flush(), FLUSH_MS).unref();
  }

  append(record: HistoryRecord): void {
    this.#lines += `${JSON.stringify(record)}\n`;
  }

  flush(): void {
    if (this.#lines === '') return;
    writeSync(this.#file, this.#lines);
    this.#lines = '';
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.flush();
    closeSync(this.#file);
  }
}

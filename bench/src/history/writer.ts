/** Appends records to an NDJSON file: collected in memory, written every so often and at the end. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { operationLine } from './operation-line.js';
import type { HistoryRecord } from './records.js';

/** What may be lost when the process is killed: at most this many milliseconds of records. */
const FLUSH_MS = 100;
/** Collected as bytes: as strings they would be moved by the garbage collector until they are written. */
const COLLECTED_BYTES = 262_144;
/** A character is at most so many bytes. */
const CHARACTER_BYTES = 3;

export class HistoryWriter implements Disposable {
  readonly #file: number;
  readonly #timer: NodeJS.Timeout;
  readonly #collected = Buffer.allocUnsafeSlow(COLLECTED_BYTES);
  #length = 0;
  #closed = false;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
    this.#timer = setInterval(() => this.flush(), FLUSH_MS).unref();
  }

  append(record: HistoryRecord): void {
    const line = `${record.kind === 'op' ? operationLine(record) : JSON.stringify(record)}\n`;
    const atMost = line.length * CHARACTER_BYTES;
    if (atMost > COLLECTED_BYTES - this.#length) this.flush();
    if (atMost > COLLECTED_BYTES) this.#write(Buffer.from(line));
    else this.#length += this.#collected.write(line, this.#length);
  }

  flush(): void {
    const length = this.#length;
    this.#length = 0;
    this.#write(this.#collected.subarray(0, length));
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.flush();
    closeSync(this.#file);
  }

  /** The system may take less than it is given. */
  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done, bytes.length - done);
  }
}

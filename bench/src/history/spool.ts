/**
 * Chunks of equal size: the first ones in memory, the rest in a temporary file without a name, which the system takes back
 * when the process ends, however it ends. What is read back is a copy.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.js';

/** Chunks that stay in memory: most trials need no file. */
const IN_MEMORY = 4;

export class Spool implements Disposable {
  readonly #chunkBytes: number;
  readonly #inMemory: ArrayBuffer[] = [];
  #file: number | null = null;
  #chunks = 0;

  /** @param chunkBytes size of every chunk */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** @param chunk is the spool's from now on */
  append(chunk: ArrayBuffer): void {
    if (this.#chunks < IN_MEMORY) this.#inMemory.push(chunk);
    else {
      this.#file ??= nameless();
      writeAll(this.#file, new Uint8Array(chunk), this.#place(this.#chunks));
    }
    this.#chunks += 1;
  }

  read(chunk: number): ArrayBuffer {
    const kept = this.#inMemory[chunk];
    if (kept !== undefined) return kept;
    if (this.#file === null || chunk >= this.#chunks) throw new RangeError(`chunk ${chunk} of ${this.#chunks}`);
    const bytes = new Uint8Array(this.#chunkBytes);
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, this.#place(chunk) + done);
      if (read === 0) throw new Error(`the temporary file ends in chunk ${chunk}`);
      done += read;
    }
    return bytes.buffer;
  }

  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #place(chunk: number): number {
    return (chunk - IN_MEMORY) * this.#chunkBytes;
  }
}

/**
 * Unlinked at once: nobody can find it, and nothing is left of it.
 *
 * @throws LabError LAB_FOLDER_UNWRITABLE
 */
function nameless(): number {
  const path = join(tmpdir(), `session-lab-${randomUUID()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch (error) {
    throw unwritable(error);
  }
}

function writeAll(file: number, bytes: Uint8Array, from: number): void {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(file, bytes, done, bytes.length - done, from + done);
    }
  } catch (error) {
    throw unwritable(error);
  }
}

function unwritable(cause: unknown): LabError {
  const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
  return new LabError(
    'LAB_FOLDER_UNWRITABLE',
    `${tmpdir()}: a long history needs room there, and it cannot be written (${code})`,
    'make room, or name another folder in TMPDIR',
    { cause },
  );
}

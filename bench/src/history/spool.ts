/**
 * Chunks of equal size: the last ones in memory, older ones in a temporary file without a name, which the system takes back
 * when the process ends, however it ends.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.js';

/** So much is written at once; most trials are smaller, and need no file. */
const BLOCK_BYTES = 1 << 20;
/** A block begins with so much, and doubles. */
const FIRST_BYTES = 1 << 16;

export class Spool implements Disposable {
  readonly #chunkBytes: number;
  readonly #blockBytes: number;
  /** Chunks that are not in the file yet. */
  #recent: Uint8Array<ArrayBuffer>;
  #file: number | null = null;
  /** In the file. */
  #written = 0;
  #chunks = 0;

  /** @param chunkBytes size of every chunk */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
    this.#blockBytes = Math.max(1, Math.floor(BLOCK_BYTES / chunkBytes)) * chunkBytes;
    this.#recent = new Uint8Array(Math.min(this.#blockBytes, Math.max(chunkBytes, FIRST_BYTES)));
  }

  get chunks(): number {
    return this.#chunks;
  }

  /** @param chunk is copied */
  append(chunk: ArrayBuffer): void {
    let at = (this.#chunks - this.#written) * this.#chunkBytes;
    if (at + this.#chunkBytes > this.#blockBytes) {
      this.#flush();
      at = 0;
    }
    if (at + this.#chunkBytes > this.#recent.length) {
      const more = new Uint8Array(Math.min(this.#blockBytes, Math.max(this.#recent.length * 2, at + this.#chunkBytes)));
      more.set(this.#recent);
      this.#recent = more;
    }
    this.#recent.set(new Uint8Array(chunk), at);
    this.#chunks += 1;
  }

  /** @param into gets the chunk */
  read(chunk: number, into: Uint8Array): void {
    if (!(chunk >= 0 && chunk < this.#chunks)) throw new RangeError(`chunk ${chunk} of ${this.#chunks}`);
    if (chunk >= this.#written || this.#file === null) {
      const at = (chunk - this.#written) * this.#chunkBytes;
      into.set(this.#recent.subarray(at, at + this.#chunkBytes));
      return;
    }
    readChunk(this.#file, this.#chunkBytes, chunk, into);
  }

  /**
   * Puts all of it into the file, and lets go of what was in memory.
   *
   * @returns the file, which every thread of the process may read with {@link readChunk}; null where there is nothing in it
   */
  settle(): number | null {
    this.#flush();
    this.#recent = new Uint8Array(0);
    return this.#file;
  }

  [Symbol.dispose](): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #flush(): void {
    const bytes = (this.#chunks - this.#written) * this.#chunkBytes;
    if (bytes === 0) return;
    this.#file ??= nameless();
    writeAll(this.#file, this.#recent.subarray(0, bytes), this.#written * this.#chunkBytes);
    this.#written = this.#chunks;
  }
}

/** @param into gets the chunk of the file, of so many bytes each */
export function readChunk(file: number, chunkBytes: number, chunk: number, into: Uint8Array): void {
  for (let done = 0; done < chunkBytes; ) {
    const read = readSync(file, into, done, chunkBytes - done, chunk * chunkBytes + done);
    if (read === 0) throw new Error(`the temporary file ends in chunk ${chunk}`);
    done += read;
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

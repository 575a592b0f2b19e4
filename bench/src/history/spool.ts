/**
 * Chunks of equal size: the first ones in memory, the rest in a temporary file without a name, which the system takes back
 * when the process ends, however it ends. What is read back is a copy.
 */
import { randomUUID } from 'node:crypto';
import { openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Chunks that stay in memory: most trials need no file. */
const IN_MEMORY = 4;

export class Spool {
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
      const bytes = new Uint8Array(chunk);
      const from = this.#place(this.#chunks);
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, bytes.length - done, from + done);
      }
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

  #place(chunk: number): number {
    return (chunk - IN_MEMORY) * this.#chunkBytes;
  }
}

/** Unlinked at once: nobody can find it, and nothing is left of it. */
function nameless(): number {
  const path = join(tmpdir(), `session-lab-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

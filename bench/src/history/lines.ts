/** Reads NDJSON of any length, plain or gzip: a chunk at a time, each record handed over as it comes. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { LabError } from '../errors.js';

const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 10;
/** Of a line that is no record: as much as an error shows. */
const SHOWN = 40;

export interface Line<T> {
  readonly record: T;
  readonly text: string;
  /** File that it stands in, and its number there, from 1. */
  readonly path: string;
  readonly number: number;
}

/** What takes the records of a file. */
export interface Taker<T> {
  take(record: T): void;
  /**
   * Takes a line by its bytes.
   *
   * @param from where it begins
   * @returns where its line feed stands; negative for a line that it leaves to `JSON.parse`
   */
  takeLine?(bytes: Uint8Array, from: number): number;
}

/**
 * Hands over the records of a file, in order.
 *
 * @param onCut told in words when the last line was cut in half, as a kill leaves it: what is before it is used
 * @throws LabError LAB_RUN_UNREADABLE naming file and line
 */
export async function takeRecords<T extends object>(
  path: string,
  onCut: (words: string) => void,
  taker: Taker<T>,
): Promise<void> {
  let number = 0;
  for await (const block of blocksOf(path)) {
    for (let from = 0; from < block.length; ) {
      number += 1;
      const end = taker.takeLine?.(block, from) ?? -1;
      const line = end < 0 ? lineAt<T>(block, from, path, number, onCut) : null;
      if (line !== null) handOver(line, taker, `${path}:${number}`);
      from = (end < 0 ? endOfLine(block, from) : end) + 1;
    }
  }
}

/**
 * What a taker cannot take is JSON, and yet no record.
 *
 * @throws LabError LAB_RUN_UNREADABLE
 */
export function handOver<T>({ record, text }: Pick<Line<T>, 'record' | 'text'>, taker: Taker<T>, place: string): void {
  try {
    taker.take(record);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const why = cause instanceof TypeError ? `; ${cause.message}` : '';
    throw unreadable(
      place,
      `the line is no record: found ${shown(text)}${why}`,
      'it was changed after it was written',
      cause,
    );
  }
}

/** The same as lines, a batch for each block. */
export async function* readLines<T extends object>(
  path: string,
  onCut: (words: string) => void,
): AsyncGenerator<readonly Line<T>[]> {
  let number = 0;
  for await (const block of blocksOf(path)) {
    const lines: Line<T>[] = [];
    for (let from = 0; from < block.length; from = endOfLine(block, from) + 1) {
      number += 1;
      const line = lineAt<T>(block, from, path, number, onCut);
      if (line !== null) lines.push(line);
    }
    yield lines;
  }
}

/** Of the last line where no line feed follows. */
function endOfLine(block: Buffer, from: number): number {
  const end = block.indexOf(LINE_FEED, from);
  return end < 0 ? block.length : end;
}

/** Null for a last line that was cut in half. */
function lineAt<T extends object>(
  block: Buffer,
  from: number,
  path: string,
  number: number,
  onCut: (words: string) => void,
): Line<T> | null {
  const end = endOfLine(block, from);
  const text = block.toString('utf8', from, end);
  const record = recordIn<T>(text);
  if (record !== null) return { record, text, path, number };
  if (end < block.length) throw noRecord(path, number, text);
  onCut(`${path}:${number}: the last line is cut in half; what is before it was used`);
  return null;
}

/** A file in blocks of whole lines; only its last line may lack its line feed. */
async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(path)) {
    const first = chunk.indexOf(LINE_FEED) + 1;
    if (first === 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    // Only the line that was begun in the chunk before is copied.
    yield Buffer.concat([rest, chunk.subarray(0, first)]);
    yield chunk.subarray(first, end);
    // A copy: what is left of a chunk must not keep all of it.
    rest = Buffer.from(chunk.subarray(end));
  }
  if (rest.length > 0) yield rest;
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    if (!path.endsWith('.gz')) {
      yield* file as AsyncIterable<Buffer>;
      return;
    }
    // What was written of a file that ends too early is read all the same: its last line tells.
    const unzip = createGunzip({ chunkSize: CHUNK_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
    const fed = pipeline(file, unzip);
    // Whoever reads `unzip` is told of the same failure.
    fed.catch(() => {});
    yield* unzip as AsyncIterable<Buffer>;
  } catch (cause) {
    throw unreadable(path, 'it is damaged', 'it was changed after it was written', cause);
  } finally {
    file.destroy();
  }
}

function recordIn<T extends object>(line: string): T | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}

function noRecord(path: string, number: number, line: string): LabError {
  return unreadable(
    `${path}:${number}`,
    `the line is not JSON: found ${shown(line)}, expected a record`,
    'it was changed after it was written',
  );
}

const shown = (line: string): string => JSON.stringify(line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line);

export function unreadable(place: string, what: string, hint: string, cause?: unknown): LabError {
  return new LabError('LAB_RUN_UNREADABLE', `${place}: ${what}`, hint, { cause });
}

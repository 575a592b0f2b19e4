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
}

/**
 * Records of a file in order, a batch for each chunk.
 *
 * @param onCut told in words when the last line was cut in half, as a kill leaves it: what is before it is used
 * @param quickly reads the lines of a text that has no backslash; null for one that it leaves to `JSON.parse`
 * @throws LabError LAB_RUN_UNREADABLE naming file and line
 */
export async function* readLines<T extends object>(
  path: string,
  onCut: (words: string) => void,
  quickly: ((text: string) => (from: number, to: number) => T | null) | null = null,
): AsyncGenerator<readonly Line<T>[]> {
  let number = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(path)) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const text = Buffer.concat([rest, chunk.subarray(0, end)]).toString('utf8');
    // A copy: what is left of a chunk must not keep all of it.
    rest = Buffer.from(chunk.subarray(end));
    const lines: Line<T>[] = [];
    const quick = quickly === null || text.includes('\\') ? null : quickly(text);
    for (let from = 0; from < text.length; ) {
      const to = text.indexOf('\n', from);
      const line = text.slice(from, to);
      number += 1;
      const record = quick?.(from, to) ?? recordIn<T>(line);
      if (record === null) throw noRecord(path, number, line);
      lines.push({ record, text: line });
      from = to + 1;
    }
    yield lines;
  }
  if (rest.length === 0) return;
  const text = rest.toString('utf8');
  const record = recordIn<T>(text);
  if (record !== null) yield [{ record, text }];
  else onCut(`${path}:${number + 1}: the last line is cut in half; what is before it was used`);
}

/** All records of a file that is small enough to be held. */
export async function readRecords<T extends object>(path: string, onCut: (words: string) => void): Promise<T[]> {
  const records: T[] = [];
  for await (const lines of readLines<T>(path, onCut)) for (const { record } of lines) records.push(record);
  return records;
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
  const found = line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
  return unreadable(
    `${path}:${number}`,
    `the line is not JSON: found ${JSON.stringify(found)}, expected a record`,
    'it was changed after it was written',
  );
}

export function unreadable(place: string, what: string, hint: string, cause?: unknown): LabError {
  return new LabError('LAB_RUN_UNREADABLE', `${place}: ${what}`, hint, { cause });
}

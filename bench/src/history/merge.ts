/**
 * Merges the files that a trial grows in into its one history, in order of time. Each is nearly in order, since a record is
 * appended as soon as it is known: a window is enough to sort it, and memory does not grow with the file.
 */
import { createWriteStream, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { isOperationsFile, TRIAL_FILES } from './files.js';
import { type Line, readLines } from './lines.js';
import type { HistoryRecord } from './records.js';

/** Moment by which a record is sorted, monotonic microseconds: when its outcome was known. */
export function recordedAtUs(record: HistoryRecord): number {
  switch (record.kind) {
    case 'trial':
      return Number.NEGATIVE_INFINITY;
    case 'op':
      return record.doneUs;
    case 'event':
      return record.fromUs;
    case 'end':
      return Number.POSITIVE_INFINITY;
    default:
      return record.t;
  }
}

/** Files of a trial that was not merged: those that exist, the lab's own first. */
export function partsOf(trialDir: string): string[] {
  if (!existsSync(trialDir)) return [];
  const names = readdirSync(trialDir).filter(isOperationsFile).sort();
  return [TRIAL_FILES.events, ...names].map((name) => join(trialDir, name)).filter(existsSync);
}

/** Writes `history.ndjson.gz` and removes the files that it was made of. */
export async function mergeHistory(trialDir: string): Promise<void> {
  const parts = partsOf(trialDir);
  const whole = join(trialDir, TRIAL_FILES.history);
  await pipeline(Readable.from(textOf(parts)), createGzip(), createWriteStream(`${whole}.writing`));
  renameSync(`${whole}.writing`, whole);
  for (const path of parts) rmSync(path, { force: true });
}

async function* textOf(parts: readonly string[]): AsyncGenerator<string> {
  // A half line is the end of what a process wrote before it was killed: the history ends before it.
  for await (const lines of mergedLines(parts, () => {})) {
    yield lines.map(({ text }) => `${text}\n`).join('');
  }
}

interface Dated extends Line<HistoryRecord> {
  readonly atUs: number;
}

/**
 * The records of several files as one history, in batches. At the same microsecond the file named first comes first.
 *
 * @throws LabError LAB_RUN_UNREADABLE naming file and line
 */
export async function* mergedLines(
  parts: readonly string[],
  onCut: (words: string) => void,
): AsyncGenerator<readonly Dated[]> {
  const sources = parts.map((path) => new Source(inOrder(readLines<HistoryRecord>(path, onCut))));
  for (const source of sources) await source.fill();
  for (;;) {
    const living = sources.filter(({ head }) => head !== null);
    if (living.length === 0) return;
    const batch: Dated[] = [];
    // Until one of them has nothing more at hand, they can be compared without waiting.
    while (living.every(({ head }) => head !== null)) {
      let earliest = living[0] as Source;
      for (const source of living) if (source.atUs < earliest.atUs) earliest = source;
      batch.push(earliest.take());
    }
    yield batch;
    for (const source of living) await source.fill();
  }
}

/** One of the files to merge: the records at hand, and where to get more. */
class Source {
  readonly #batches: AsyncIterator<readonly Dated[]>;
  #batch: readonly Dated[] = [];
  #next = 0;

  constructor(batches: AsyncGenerator<readonly Dated[]>) {
    this.#batches = batches;
  }

  get head(): Dated | null {
    return this.#batch[this.#next] ?? null;
  }

  get atUs(): number {
    return this.head?.atUs ?? Number.POSITIVE_INFINITY;
  }

  take(): Dated {
    const head = this.head;
    if (head === null) throw new Error('nothing at hand');
    this.#next += 1;
    return head;
  }

  /** Gets the next batch when there is nothing at hand; afterwards there is, or the file is at its end. */
  async fill(): Promise<void> {
    while (this.head === null) {
      const { value, done } = await this.#batches.next();
      if (done === true) return;
      this.#batch = value;
      this.#next = 0;
    }
  }
}

/** Records of a file may come so many lines too late: an event is written when it is over, a second of load is a few thousand. */
const WINDOW = 10_000;

/** Stable: what shares a microsecond stays as it was written. */
async function* inOrder(batches: AsyncIterable<readonly Line<HistoryRecord>[]>): AsyncGenerator<readonly Dated[]> {
  let window: Dated[] = [];
  for await (const batch of batches) {
    for (const { record, text, path, number } of batch)
      window.push({ record, text, path, number, atUs: recordedAtUs(record) });
    if (window.length < 2 * WINDOW) continue;
    sort(window);
    yield window.slice(0, -WINDOW);
    window = window.slice(-WINDOW);
  }
  sort(window);
  if (window.length > 0) yield window;
}

function sort(window: Dated[]): void {
  window.sort((a, b) => (a.atUs === b.atUs ? 0 : a.atUs - b.atUs));
}

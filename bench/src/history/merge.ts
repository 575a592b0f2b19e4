/** Merges the two files that a trial grows in into its one history. */
import { createWriteStream, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { TRIAL_FILES } from './files.js';
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

/** Writes `history.ndjson.gz` and removes the two files that it was made of. */
export async function mergeHistory(trialDir: string): Promise<void> {
  const parts = [TRIAL_FILES.events, TRIAL_FILES.operations].map((name) => join(trialDir, name));
  const dated = parts
    .filter((path) => existsSync(path))
    .flatMap((path) => wholeLines(readFileSync(path, 'utf8')))
    .map((line) => ({ line, atUs: recordedAtUs(JSON.parse(line) as HistoryRecord) }));
  dated.sort((a, b) => (a.atUs === b.atUs ? 0 : a.atUs - b.atUs));
  const whole = join(trialDir, TRIAL_FILES.history);
  const lines = chunks(dated.map(({ line }) => line));
  await pipeline(Readable.from(lines), createGzip(), createWriteStream(`${whole}.writing`));
  renameSync(`${whole}.writing`, whole);
  for (const path of parts) rmSync(path, { force: true });
}

/** Lines that ended: the last one may have been cut in half by a kill. */
export function wholeLines(text: string): string[] {
  const lines = text.split('\n');
  lines.pop();
  return lines;
}

const LINES_A_CHUNK = 1000;

function* chunks(lines: readonly string[]): Generator<string> {
  for (let i = 0; i < lines.length; i += LINES_A_CHUNK) yield `${lines.slice(i, i + LINES_A_CHUNK).join('\n')}\n`;
}

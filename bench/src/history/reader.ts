/** Reads a trial's folder back: what {@link TrialRecord} says, and nothing else, is what checkers and analysis see. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DumpEnd, DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import { LabError } from '../errors.js';
import { TRIAL_FILES } from './files.js';
import { recordedAtUs, wholeLines } from './merge.js';
import {
  type EndRecord,
  type EventRecord,
  HISTORY_FORMAT,
  type HistoryRecord,
  type JarRecord,
  type OperationRecord,
  type SampleRecord,
  type SkipRecord,
} from './records.js';
import type { Dump, Journal, TrialRecord } from './trial.js';

/** First line of a dump's file. */
export interface DumpHead {
  readonly store: string;
  readonly t: number;
  /** Why there is no list; null when it follows. */
  readonly reason: string | null;
  /** As in {@link Dump}. */
  readonly unreadable?: readonly string[];
}

/** @throws LabError LAB_RUN_UNREADABLE naming file and line */
export function readTrial(dir: string): TrialRecord {
  const records = readHistory(dir);
  const header = records.find((record) => record.kind === 'trial');
  if (header === undefined) throw unreadable(dir, 'it has no header', 'the trial ended before its load began');
  if (header.format !== HISTORY_FORMAT) {
    throw unreadable(dir, `its format is ${header.format}`, `this lab reads format ${HISTORY_FORMAT}`);
  }
  return { header, ...sorted(records), journals: readJournals(dir), dumps: readDumps(dir), ledger: readLedger(dir) };
}

function sorted(records: readonly HistoryRecord[]) {
  const operations: OperationRecord[] = [];
  const jars: JarRecord[] = [];
  const skips: SkipRecord[] = [];
  const events: EventRecord[] = [];
  const samples: SampleRecord[] = [];
  let end: EndRecord | null = null;
  for (const record of records) {
    if (record.kind === 'op') operations.push(record);
    else if (record.kind === 'jar') jars.push(record);
    else if (record.kind === 'skip') skips.push(record);
    else if (record.kind === 'event') events.push(record);
    else if (record.kind === 'sample') samples.push(record);
    else if (record.kind === 'end') end = record;
  }
  return { operations, jars, skips, events, samples, end };
}

function readHistory(dir: string): HistoryRecord[] {
  const whole = join(dir, TRIAL_FILES.history);
  if (existsSync(whole)) return parseLines(whole, unzipped(whole));
  // A run that was killed left the parts.
  const parts = [TRIAL_FILES.events, TRIAL_FILES.operations]
    .map((name) => join(dir, name))
    .filter((path) => existsSync(path));
  if (parts.length === 0) throw unreadable(dir, 'it has no history', 'is this the folder of a trial?');
  return parts
    .flatMap((path) => parseLines<HistoryRecord>(path, readFileSync(path, 'utf8')))
    .sort((a, b) => recordedAtUs(a) - recordedAtUs(b) || 0);
}

function unzipped(path: string): string {
  try {
    return gunzipSync(readFileSync(path)).toString('utf8');
  } catch (error) {
    throw unreadable(path, 'it is damaged', 'it was changed after it was written', error);
  }
}

function readJournals(dir: string): Journal[] {
  return files(join(dir, TRIAL_FILES.journals)).map((path) => ({
    incarnation: basename(path, '.ndjson'),
    entries: parseLines<JournalEntry>(path, readFileSync(path, 'utf8')),
  }));
}

function readDumps(dir: string): Dump[] {
  return files(join(dir, TRIAL_FILES.dumps)).map((path) => {
    const [head, ...lines] = parseLines<DumpHead | DumpLine | DumpEnd>(path, readFileSync(path, 'utf8'));
    const { reason, ...rest } = head as DumpHead;
    return { ...rest, reason, sessions: reason === null ? (lines as DumpLine[]) : null };
  });
}

function readLedger(dir: string): LedgerEntry[] | null {
  const path = join(dir, TRIAL_FILES.ledger);
  return existsSync(path) ? parseLines<LedgerEntry>(path, readFileSync(path, 'utf8')) : null;
}

function files(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => join(dir, name));
}

function parseLines<T>(path: string, text: string): T[] {
  return wholeLines(text).map((line, index) => {
    try {
      return JSON.parse(line) as T;
    } catch (error) {
      throw unreadable(`${path}:${index + 1}`, 'the line is not JSON', 'it was changed after it was written', error);
    }
  });
}

function unreadable(place: string, what: string, hint: string, cause?: unknown): LabError {
  return new LabError('LAB_RUN_UNREADABLE', `${place}: ${what}`, hint, { cause });
}

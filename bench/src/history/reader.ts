/** Reads a trial's folder back: what {@link TrialRecord} says, and nothing else, is what checkers and analysis see. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DumpEnd, DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import { DumpRows } from './dump-rows.js';
import { TRIAL_FILES } from './files.js';
import { JournalRows } from './journal-rows.js';
import { executionsIn } from './journal-text.js';
import { type Line, readLines, readRecords, unreadable } from './lines.js';
import { Log } from './log.js';
import { mergedLines, partsOf, recordedAtUs } from './merge.js';
import { OperationRows } from './operation-rows.js';
import {
  type EndRecord,
  type EventRecord,
  HISTORY_FORMAT,
  type HistoryRecord,
  type JarRecord,
  type SampleRecord,
  type SkipRecord,
  type TrialHeader,
} from './records.js';
import { StringTable } from './strings.js';
import type { Dump, Journal, TrialRecord } from './trial.js';

/** First line of a dump's file. */
export interface DumpHead {
  readonly store: string;
  readonly t: number;
  /** Why there is no list; null when it follows. */
  readonly reason: string | null;
}

/**
 * Reads it once, a chunk at a time. What a kill cut in half is used up to there, and said in `damage`.
 *
 * @throws LabError LAB_RUN_UNREADABLE naming file and line
 */
export async function readTrial(dir: string): Promise<TrialRecord> {
  const damage: string[] = [];
  const reading = new TrialReading(dir, (words) => damage.push(words));
  const history = await reading.history();
  const journals = await reading.journals();
  const dumps = await reading.dumps();
  const ledger = await reading.ledger();
  reading.close();
  return { ...history, journals, dumps, ledger, ...(damage.length === 0 ? {} : { damage }) };
}

type History = Omit<TrialRecord, 'journals' | 'dumps' | 'ledger' | 'damage'>;

class TrialReading {
  readonly #dir: string;
  readonly #onDamage: (words: string) => void;
  readonly #strings = new StringTable();

  constructor(dir: string, onDamage: (words: string) => void) {
    this.#dir = dir;
    this.#onDamage = onDamage;
  }

  async history(): Promise<History> {
    const operations = new Log(new OperationRows(this.#strings));
    const jars: JarRecord[] = [];
    const skips: SkipRecord[] = [];
    const events: EventRecord[] = [];
    const samples: SampleRecord[] = [];
    let header: TrialHeader | null = null;
    let end: EndRecord | null = null;
    let lastUs = Number.NEGATIVE_INFINITY;
    let late = 0;
    for await (const lines of this.#historyLines()) {
      for (const { record } of lines) {
        const atUs = recordedAtUs(record);
        if (atUs < lastUs) late += 1;
        else lastUs = atUs;
        if (record.kind === 'op') operations.append(record);
        else if (record.kind === 'jar') jars.push(record);
        else if (record.kind === 'skip') skips.push(record);
        else if (record.kind === 'event') events.push(record);
        else if (record.kind === 'sample') samples.push(record);
        else if (record.kind === 'end') end = record;
        else if (record.kind === 'trial') header = this.#checked(record);
      }
    }
    if (header === null) throw unreadable(this.#dir, 'it has no header', 'the trial ended before its load began');
    if (late > 0) this.#onDamage(`${this.#dir}: ${late} records of the history are not in order of time`);
    return { header, operations, jars, skips, events, samples, end };
  }

  async journals(): Promise<Journal[]> {
    const journals: Journal[] = [];
    for (const path of files(join(this.#dir, TRIAL_FILES.journals))) {
      const entries = new Log(new JournalRows(this.#strings));
      for await (const lines of readLines<JournalEntry>(path, this.#onDamage, executionsIn)) {
        for (const { record } of lines) entries.append(record);
      }
      journals.push({ incarnation: basename(path, '.ndjson'), entries });
    }
    return journals;
  }

  async dumps(): Promise<Dump[]> {
    const dumps: Dump[] = [];
    for (const path of files(join(this.#dir, TRIAL_FILES.dumps))) {
      let head: DumpHead | null = null;
      const sessions = new Log(new DumpRows(this.#strings));
      for await (const lines of readLines<DumpHead | DumpLine | DumpEnd>(path, this.#onDamage)) {
        for (const { record } of lines) {
          if (head === null) head = record as DumpHead;
          else if ('key' in record) sessions.append(record);
        }
      }
      if (head === null) throw unreadable(path, 'it is empty', 'the trial ended while it was written');
      const { store, t, reason } = head;
      dumps.push({ store, t, reason, sessions: reason === null ? sessions : null });
    }
    return dumps;
  }

  async ledger(): Promise<LedgerEntry[] | null> {
    const path = join(this.#dir, TRIAL_FILES.ledger);
    return existsSync(path) ? readRecords<LedgerEntry>(path, this.#onDamage) : null;
  }

  close(): void {
    this.#strings.close();
  }

  #historyLines(): AsyncIterable<readonly Line<HistoryRecord>[]> {
    const whole = join(this.#dir, TRIAL_FILES.history);
    if (existsSync(whole)) return readLines<HistoryRecord>(whole, this.#onDamage);
    // A run that was killed left the parts.
    const parts = partsOf(this.#dir);
    if (parts.length === 0) throw unreadable(this.#dir, 'it has no history', 'is this the folder of a trial?');
    return mergedLines(parts, this.#onDamage);
  }

  #checked(header: TrialHeader): TrialHeader {
    if (header.format === HISTORY_FORMAT) return header;
    throw unreadable(this.#dir, `its format is ${String(header.format)}`, `this lab reads format ${HISTORY_FORMAT}`);
  }
}

function files(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => join(dir, name));
}

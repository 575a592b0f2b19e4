/** Reads a trial's folder back: what {@link TrialRecord} says, and nothing else, is what checkers and analysis see. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DumpEnd, DumpLine, JournalEntry } from '@session-lab/checkout/protocol';
import { DUMP_LINE_FIELDS, DumpRows } from './dump-rows.js';
import { assertFields, type Fields, found } from './fields.js';
import { TRIAL_FILES } from './files.js';
import { HistoryTaker } from './history-taker.js';
import { assertJournalEntry, JournalRows } from './journal-rows.js';
import { CHARGE_FIELDS, LedgerRows } from './ledger-rows.js';
import { handOver, type Taker, takeRecords, unreadable } from './lines.js';
import { Log } from './log.js';
import { mergedLines, partsOf } from './merge.js';
import { OperationRows } from './operation-rows.js';
import { HISTORY_FORMAT, type HistoryRecord, type TrialHeader } from './records.js';
import { StringTable } from './strings.js';
import type { Charge, Dump, Journal, Ledger, TrialRecord } from './trial.js';

/** First line of a dump's file. */
export interface DumpHead {
  readonly store: string;
  readonly t: number;
  /** Why there is no list; null when it follows. */
  readonly reason: string | null;
  /** As in {@link Dump}. */
  readonly unreadable?: readonly string[];
}

const DUMP_HEAD_FIELDS: Fields = { store: 'text', t: 'whole', reason: 'text?' };

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
    const history = new HistoryTaker(operations, (format) => this.#assertRead(format));
    const whole = join(this.#dir, TRIAL_FILES.history);
    if (existsSync(whole)) await takeRecords<HistoryRecord>(whole, this.#onDamage, history);
    else await this.#parts(history);
    const { header, late } = history;
    if (header === null) throw unreadable(this.#dir, 'it has no header', 'the trial ended before its load began');
    if (late > 0) this.#onDamage(`${this.#dir}: ${late} records of the history are not in order of time`);
    const { jars, skips, events, samples, end } = history;
    return { header, operations, jars, skips, events, samples, end };
  }

  async journals(): Promise<Journal[]> {
    const journals: Journal[] = [];
    for (const path of files(join(this.#dir, TRIAL_FILES.journals))) {
      const entries = new Log(new JournalRows(this.#strings));
      await takeRecords<JournalEntry>(path, this.#onDamage, takerOf(entries, assertJournalEntry));
      journals.push({ incarnation: basename(path, '.ndjson'), entries });
    }
    return journals;
  }

  async dumps(): Promise<Dump[]> {
    const dumps: Dump[] = [];
    for (const path of files(join(this.#dir, TRIAL_FILES.dumps))) {
      const heads: DumpHead[] = [];
      const sessions = new Log(new DumpRows(this.#strings));
      await takeRecords<DumpHead | DumpLine | DumpEnd>(path, this.#onDamage, {
        take: (record) => {
          if (heads.length === 0) {
            assertFields(record, DUMP_HEAD_FIELDS);
            heads.push(record as DumpHead);
          } else if (!('end' in record)) {
            assertFields(record, DUMP_LINE_FIELDS);
            sessions.append(record as DumpLine);
          }
        },
        takeLine: (bytes, from) => (heads.length === 0 ? -1 : sessions.appendLine(bytes, from)),
      });
      const [head] = heads;
      if (head === undefined) throw unreadable(path, 'it is empty', 'the trial ended while it was written');
      const { reason, ...rest } = head;
      dumps.push({ ...rest, reason, sessions: reason === null ? sessions : null });
    }
    return dumps;
  }

  async ledger(): Promise<Ledger | null> {
    const path = join(this.#dir, TRIAL_FILES.ledger);
    if (!existsSync(path)) return null;
    const charges = new Log(new LedgerRows(this.#strings));
    const assertCharge = (charge: Charge) => assertFields(charge, CHARGE_FIELDS);
    await takeRecords<Charge>(path, this.#onDamage, takerOf(charges, assertCharge));
    return charges;
  }

  close(): void {
    this.#strings.close();
  }

  /** A run that was killed left the parts. */
  async #parts(history: HistoryTaker): Promise<void> {
    const parts = partsOf(this.#dir);
    if (parts.length === 0) throw unreadable(this.#dir, 'it has no history', 'is this the folder of a trial?');
    for await (const lines of mergedLines(parts, this.#onDamage)) {
      for (const line of lines) handOver(line, history, `${line.path}:${line.number}`);
    }
  }

  #assertRead({ format }: TrialHeader): void {
    if (format === HISTORY_FORMAT) return;
    throw unreadable(this.#dir, `its format is ${found(format)}`, `this lab reads format ${HISTORY_FORMAT}, a number`);
  }
}

/** @param assert throws where a line that was left to `JSON.parse` is no record */
function takerOf<T>(log: Log<T>, assert: (record: T) => void): Taker<T> {
  const take = (record: T) => {
    assert(record);
    log.append(record);
  };
  return { take, takeLine: (bytes, from) => log.appendLine(bytes, from) };
}

function files(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => join(dir, name));
}

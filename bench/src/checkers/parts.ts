/**
 * A trial in parts that can be judged one after the other: each has some of the shoppers, with everything that was recorded
 * of them. Memory then grows with a part's operations, and not with the trial's.
 *
 * What one shopper's record says of another's session, key or item (a leak) ties the two together: their parts are one.
 */
import type { DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import { type DumpLog, DumpRows } from '../history/dump-rows.js';
import { inMemory } from '../history/in-memory.js';
import { type JournalRowLog, JournalRows } from '../history/journal-rows.js';
import { Log } from '../history/log.js';
import { type Mentions, type OperationLog, OperationRows } from '../history/operation-rows.js';
import { BlockNumbers, DenseNumbers, PagedNumbers } from '../history/paged.js';
import type { JarRecord, OperationRecord, SkipRecord } from '../history/records.js';
import { type Shares, shareOut, shareOutRows } from '../history/shares.js';
import { EMPTY_STRING, StringTable } from '../history/strings.js';
import type { TrialInMemory, TrialRecord } from '../history/trial.js';
import { shopperOf } from './checkouts.js';
import { Ties } from './ties.js';

/** A trial of no more operations is judged whole: it is small, and its sessions come in the order of the journals. */
export const SMALL_TRIAL = 50_000;
/** Operations of a part, about: few enough to be quick, since what is judged stays near at hand. */
export const OPERATIONS_A_PART = 4000;
/** Each part has a chunk of rows that is not full. */
const MOST_PARTS = 1500;

/**
 * @param size operations of a part, about
 * @param small a trial of no more operations is one part
 */
export function* partsOf(trial: TrialRecord, size = OPERATIONS_A_PART, small = SMALL_TRIAL): Generator<TrialInMemory> {
  const { length } = trial.operations;
  const parts = length <= small ? 1 : Math.min(MOST_PARTS, Math.ceil(length / size));
  if (parts <= 1) {
    yield inMemory(trial);
    return;
  }
  using shared = new SharedTrial(trial, parts);
  for (const group of shared.groups()) yield shared.of(group);
}

/** Which part each record belongs to. Parts are numbered from 1; what nothing is known of belongs to the first. */
class SharedTrial implements Disposable {
  readonly #trial: TrialRecord;
  readonly #parts: number;
  readonly #ties: Ties;
  readonly #operations: Shares<OperationRecord>;
  readonly #journals: readonly { readonly incarnation: string; readonly entries: Shares<JournalEntry> }[];
  readonly #dumps: readonly (Shares<DumpLine> | null)[];
  readonly #ledger: Shares<LedgerEntry> | null;
  readonly #jars: Shares<JarRecord>;
  readonly #skips: Shares<SkipRecord>;

  constructor(trial: TrialRecord, parts: number) {
    this.#trial = trial;
    this.#parts = parts;
    this.#ties = new Ties(parts);
    const { operations, journals, dumps } = rowsOf(trial);
    const ids = new BlockNumbers();
    const named = new Named(this.#ties);
    this.#operations = shareOutRows(operations, parts, (view, at) => {
      const part = this.#ofShopper(operations.format.shopperAt(view, at));
      ids.set(operations.format.idAt(view, at), part);
      operations.format.mentionsAt(view, at, named.by(part));
      return part;
    });
    this.#journals = journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: shareOutRows(entries, parts, (view, at) => {
        const { op, birth, key, from } = entries.format.mentionsAt(view, at);
        const part = (op >= 0 ? ids.get(op) : 0) || named.partOf(birth) || named.partOf(key) || 1;
        const by = named.by(part);
        by.name(birth);
        by.name(key);
        by.name(from);
        return part;
      }),
    }));
    this.#dumps = dumps.map((sessions) =>
      sessions === null
        ? null
        : shareOutRows(sessions, parts, (view, at) => {
            const part = named.firstOf((to) => sessions.format.mentionsAt(view, at, to)) || 1;
            sessions.format.mentionsAt(view, at, named.by(part));
            return part;
          }),
    );
    // As the accounts do it, see checkouts.ts.
    const ofCharge = ({ op, account }: LedgerEntry) => ids.get(op) || this.#ofShopper(shopperOf(account));
    this.#ledger = trial.ledger === null ? null : shareOut(trial.ledger, parts, ofCharge);
    this.#jars = shareOut(trial.jars, parts, ({ shopper }) => this.#ofShopper(shopper));
    this.#skips = shareOut(trial.skips, parts, ({ shopper }) => this.#ofShopper(shopper));
  }

  groups(): ReadonlySet<number>[] {
    return this.#ties.groups();
  }

  /** @param group parts that belong together */
  of(group: ReadonlySet<number>): TrialInMemory {
    return {
      ...this.#trial,
      operations: this.#operations.of(group),
      jars: this.#jars.of(group),
      skips: this.#skips.of(group),
      journals: this.#journals.map(({ incarnation, entries }) => ({ incarnation, entries: entries.of(group) })),
      dumps: this.#trial.dumps.map((dump, i) => ({ ...dump, sessions: this.#dumps[i]?.of(group) ?? null })),
      ledger: this.#ledger?.of(group) ?? null,
    };
  }

  [Symbol.dispose](): void {
    const journals = this.#journals.map(({ entries }) => entries);
    for (const shares of [this.#operations, ...journals, ...this.#dumps]) shares?.[Symbol.dispose]();
  }

  #ofShopper(shopper: number): number {
    return (((shopper % this.#parts) + this.#parts) % this.#parts) + 1;
  }
}

/** Which part a session, key or item belongs to: the first that names it. Whoever else does is tied to it. */
class Named {
  readonly #ties: Ties;
  /** By the number of the string. */
  readonly #names = new DenseNumbers();
  readonly #items = new PagedNumbers();
  #part = 0;
  readonly #mentions: Mentions = {
    name: (number) => {
      if (number <= EMPTY_STRING) return;
      const other = this.#names.get(number);
      if (other === 0) this.#names.set(number, this.#part);
      else if (other !== this.#part) this.#ties.tie(other, this.#part);
    },
    item: (item) => {
      const other = this.#items.get(item);
      if (other === 0) this.#items.set(item, this.#part);
      else if (other !== this.#part) this.#ties.tie(other, this.#part);
    },
  };

  constructor(ties: Ties) {
    this.#ties = ties;
  }

  /** To be told what a record of the part names, before the next is asked for. */
  by(part: number): Mentions {
    this.#part = part;
    return this.#mentions;
  }

  /** 0 where nobody named it yet. */
  partOf(name: number): number {
    return this.#names.get(name);
  }

  /** Part of the first thing named that belongs to one; 0 for none. */
  firstOf(tell: (to: Mentions) => void): number {
    let part = 0;
    tell({
      name: (number) => {
        part ||= this.partOf(number);
      },
      item: (item) => {
        part ||= this.#items.get(item);
      },
    });
    return part;
  }
}

interface TrialRows {
  readonly operations: OperationLog;
  readonly journals: readonly { readonly incarnation: string; readonly entries: JournalRowLog }[];
  readonly dumps: readonly (DumpLog | null)[];
}

/** A trial that was read from a folder is laid out in rows; any other is now. */
function rowsOf({ operations, journals, dumps }: TrialRecord): TrialRows {
  if (operations instanceof Log) {
    return {
      operations: operations as OperationLog,
      journals: journals.map(({ incarnation, entries }) => ({ incarnation, entries: entries as JournalRowLog })),
      dumps: dumps.map(({ sessions }) => sessions as DumpLog | null),
    };
  }
  const strings = new StringTable();
  return {
    operations: filled(new Log(new OperationRows(strings)), operations),
    journals: journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: filled(new Log(new JournalRows(strings)), entries),
    })),
    dumps: dumps.map(({ sessions }) => sessions && filled(new Log(new DumpRows(strings)), sessions)),
  };
}

function filled<T, L extends { append(record: T): void }>(log: L, records: Iterable<T>): L {
  for (const record of records) log.append(record);
  return log;
}

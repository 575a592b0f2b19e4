/**
 * A trial in parts that can be judged one after the other: each has some of the shoppers, with everything that was recorded
 * of them. Memory then grows with a part's operations, and not with the trial's.
 *
 * What one shopper's record says of another's session, key or item (a leak) ties the two together: their parts are one.
 */
import type { DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import { inMemory } from '../history/in-memory.js';
import { type Shares, shareOut } from '../history/log.js';
import { PagedBytes } from '../history/paged.js';
import type { JarRecord, OperationRecord, SkipRecord } from '../history/records.js';
import type { TrialInMemory, TrialRecord } from '../history/trial.js';
import { shopperOf } from './checkouts.js';
import { eachItem } from './item-ranges.js';
import { Ties } from './ties.js';

/** Operations of a part, about: few enough to be quick, since what is judged stays near at hand. */
export const OPERATIONS_A_PART = 20_000;
/** A part's number fits into a byte, 0 apart. */
const MOST_PARTS = 250;

/** @param size operations of a part, about; a trial that has no more is one part */
export function* partsOf(trial: TrialRecord, size = OPERATIONS_A_PART): Generator<TrialInMemory> {
  const parts = Math.min(MOST_PARTS, Math.ceil(trial.operations.length / size));
  if (parts <= 1) {
    yield inMemory(trial);
    return;
  }
  const shared = new SharedTrial(trial, parts);
  for (const group of shared.groups()) yield shared.of(group);
}

/** Which part each record belongs to. Parts are numbered from 1; of what nothing is known belongs to the first. */
class SharedTrial {
  readonly #trial: TrialRecord;
  readonly #parts: number;
  readonly #ties: Ties;
  /** Part of each operation, by its id. */
  readonly #ids = new PagedBytes();
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
    // What names a session, a key or an item for the first time says which part it belongs to.
    const names = new Map<string, number>();
    const items = new PagedBytes();
    const tie = (name: string, part: number) => {
      const other = names.get(name);
      if (other === undefined) names.set(name, part);
      else if (other !== part) this.#ties.tie(part, other);
    };
    const tieItem = (item: number, part: number) => {
      const other = items.get(item);
      if (other === 0) items.set(item, part);
      else if (other !== part) this.#ties.tie(part, other);
    };
    this.#operations = shareOut(trial.operations, parts, (op) => {
      const part = this.#ofShopper(op.shopper);
      this.#ids.set(op.id, part);
      if (op.birth !== null) tie(op.birth, part);
      if (op.keySent !== null) tie(op.keySent, part);
      if (op.keyGiven !== null && op.keyGiven !== '' && op.keyGiven !== op.keySent) tie(op.keyGiven, part);
      if (op.item !== null) tieItem(op.item, part);
      eachItem(op.items, (item) => tieItem(item, part));
      return part;
    });
    this.#journals = trial.journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: shareOut(entries, parts, (entry) => {
        const known = 'op' in entry ? this.#ids.get(entry.op) : 0;
        if (!('birth' in entry)) return known || 1;
        const part = known || names.get(entry.birth) || names.get(entry.key) || 1;
        tie(entry.birth, part);
        tie(entry.key, part);
        if ('from' in entry) tie(entry.from, part);
        return part;
      }),
    }));
    this.#dumps = trial.dumps.map(({ sessions }) =>
      sessions === null
        ? null
        : shareOut(sessions, parts, (line) => {
            const part = names.get(line.birth) || names.get(line.key) || firstOf(line, items) || 1;
            tie(line.birth, part);
            tie(line.key, part);
            eachItem(line.items, (item) => tieItem(item, part));
            return part;
          }),
    );
    // As the accounts do it, see checkouts.ts.
    const ofCharge = ({ op, account }: LedgerEntry) => this.#ids.get(op) || this.#ofShopper(shopperOf(account));
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

  #ofShopper(shopper: number): number {
    return (((shopper % this.#parts) + this.#parts) % this.#parts) + 1;
  }
}

/** Part of the first item of a session that nobody else names; 0 for none. */
function firstOf({ items }: DumpLine, parts: PagedBytes): number {
  let part = 0;
  eachItem(items, (item) => {
    part ||= parts.get(item);
  });
  return part;
}

/**
 * A trial in parts that can be judged one after the other: each has some of the shoppers, with everything that was recorded
 * of them. Memory then grows with a part's operations, and not with the trial's.
 *
 * What one shopper's record says of another's session, key or item (a leak) ties the two together: their parts are one.
 */
import type { DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import { inMemory } from '../history/in-memory.js';
import { JournalLog } from '../history/journal-log.js';
import { OperationLog } from '../history/operation-log.js';
import { PagedBytes } from '../history/paged.js';
import type { Journal, TrialInMemory, TrialRecord } from '../history/trial.js';
import { shopperOf } from './checkouts.js';
import { eachItem } from './item-ranges.js';
import { Ties } from './ties.js';

/** Operations of a part, about. */
export const OPERATIONS_A_PART = 200_000;
/** A part's number fits into a byte, 0 apart. */
const MOST_PARTS = 250;

/** @param size operations of a part, about; a trial that has no more is one part */
export function* partsOf(trial: TrialRecord, size = OPERATIONS_A_PART): Generator<TrialInMemory> {
  const parts = Math.min(MOST_PARTS, Math.ceil(trial.operations.length / size));
  if (parts <= 1) {
    yield inMemory(trial);
    return;
  }
  const shares = new Shares(trial, parts);
  for (const group of shares.groups()) yield shares.of(group);
}

/** Which part each record belongs to. Parts are numbered from 1; of what nothing is known belongs to the first. */
class Shares {
  readonly #trial: TrialRecord;
  readonly #parts: number;
  readonly #ties: Ties;
  readonly #operations = new PagedBytes();
  /** Parts of the sessions of each dump. */
  readonly #sessions: readonly Uint8Array[];
  /** Births of which a journal speaks, and no operation that the history knows. */
  readonly #strangers = new Map<string, number>();

  constructor(trial: TrialRecord, parts: number) {
    this.#trial = trial;
    this.#parts = parts;
    this.#ties = new Ties(parts);
    this.#sessions = this.#tie();
  }

  groups(): ReadonlySet<number>[] {
    return this.#ties.groups();
  }

  /** @param group parts that belong together */
  of(group: ReadonlySet<number>): TrialInMemory {
    const { operations, jars, skips, journals, dumps, ledger } = this.#trial;
    const isOurs = (shopper: number) => group.has(this.#ofShopper(shopper));
    return {
      ...this.#trial,
      operations:
        operations instanceof OperationLog
          ? operations.ofShoppers(isOurs)
          : operations.filter(({ shopper }) => isOurs(shopper)),
      jars: jars.filter(({ shopper }) => isOurs(shopper)),
      skips: skips.filter(({ shopper }) => isOurs(shopper)),
      journals: journals.map((journal) => this.#journalOf(journal, group)),
      dumps: dumps.map((dump, i) => ({
        ...dump,
        sessions: dump.sessions?.filter((_line, row) => group.has(this.#sessions[i]?.[row] ?? 1)) ?? null,
      })),
      ledger: ledger?.filter((entry) => group.has(this.#ofCharge(entry))) ?? null,
    };
  }

  #journalOf({ incarnation, entries }: Journal, group: ReadonlySet<number>) {
    const isOurs = (op: number | null, birth: string | null) => group.has(this.#ofLine(op, birth));
    const selected =
      entries instanceof JournalLog
        ? entries.select(isOurs)
        : entries.filter((entry) => isOurs('op' in entry ? entry.op : null, birthOf(entry)));
    return { incarnation, entries: selected };
  }

  #ofShopper(shopper: number): number {
    return (((shopper % this.#parts) + this.#parts) % this.#parts) + 1;
  }

  #ofLine(op: number | null, birth: string | null): number {
    const known = op === null ? 0 : this.#operations.get(op);
    if (known !== 0) return known;
    return (birth === null ? undefined : this.#strangers.get(birth)) ?? 1;
  }

  /** As the accounts do it, see checkouts.ts. */
  #ofCharge({ op, account }: LedgerEntry): number {
    return this.#operations.get(op) || this.#ofShopper(shopperOf(account));
  }

  /** Walks everything once, and ties together what names the same session, key or item. */
  #tie(): Uint8Array[] {
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
    for (const op of this.#trial.operations) {
      const part = this.#ofShopper(op.shopper);
      this.#operations.set(op.id, part);
      if (op.birth !== null) tie(op.birth, part);
      if (op.keySent !== null) tie(op.keySent, part);
      if (op.keyGiven !== null && op.keyGiven !== '') tie(op.keyGiven, part);
      if (op.item !== null) tieItem(op.item, part);
      eachItem(op.items, (item) => tieItem(item, part));
    }
    for (const { entries } of this.#trial.journals) {
      for (const entry of entries) {
        if (!('birth' in entry)) continue;
        const known = this.#operations.get(entry.op);
        const part = known || names.get(entry.birth) || names.get(entry.key) || 1;
        if (known === 0) this.#strangers.set(entry.birth, part);
        tie(entry.birth, part);
        tie(entry.key, part);
        if ('from' in entry) tie(entry.from, part);
      }
    }
    return this.#trial.dumps.map(({ sessions }) => {
      const parts = new Uint8Array(sessions?.length ?? 0);
      sessions?.forEach((line, row) => {
        const part = names.get(line.birth) || names.get(line.key) || firstOf(line, items) || 1;
        parts[row] = part;
        tie(line.birth, part);
        tie(line.key, part);
        eachItem(line.items, (item) => tieItem(item, part));
      });
      return parts;
    });
  }
}

function birthOf(entry: JournalEntry): string | null {
  return 'birth' in entry ? entry.birth : null;
}

/** Part of the first item of a session that nobody else names; 0 for none. */
function firstOf({ items }: DumpLine, parts: PagedBytes): number {
  let part = 0;
  eachItem(items, (item) => {
    part ||= parts.get(item);
  });
  return part;
}

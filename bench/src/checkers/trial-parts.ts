/** Parts of a trial that was shared out, each read when it is asked for, by whichever thread. */
import type { DumpLine, JournalEntry } from '@session-lab/checkout/protocol';
import { DumpRows } from '../history/dump-rows.js';
import { JournalRows } from '../history/journal-rows.js';
import { LedgerRows } from '../history/ledger-rows.js';
import { OperationRows } from '../history/operation-rows.js';
import type { JarRecord, OperationRecord, SkipRecord } from '../history/records.js';
import { RowShares, type WrittenShares } from '../history/row-shares.js';
import { type Shares, shareOut } from '../history/shares.js';
import { StringTable, type WrittenStrings } from '../history/strings.js';
import type { Charge, DumpInMemory, TrialInMemory, TrialRecord } from '../history/trial.js';

/** Plain data, and files: it can be sent to a thread. */
export interface WrittenTrial {
  readonly rest: Omit<TrialRecord, 'operations' | 'journals' | 'dumps' | 'ledger'>;
  /** From 1. */
  readonly parts: number;
  /** Parts that belong together, every part in one of them. */
  readonly groups: readonly (readonly number[])[];
  readonly strings: WrittenStrings;
  readonly operations: WrittenShares;
  readonly journals: readonly { readonly incarnation: string; readonly entries: WrittenShares }[];
  readonly dumps: readonly (Omit<DumpInMemory, 'sessions'> & { readonly sessions: WrittenShares | null })[];
  readonly ledger: WrittenShares | null;
}

export function partOfShopper(shopper: number, parts: number): number {
  return (((shopper % parts) + parts) % parts) + 1;
}

export class TrialParts {
  readonly #rest: WrittenTrial['rest'];
  readonly #operations: Shares<OperationRecord>;
  readonly #jars: Shares<JarRecord>;
  readonly #skips: Shares<SkipRecord>;
  readonly #journals: readonly { readonly incarnation: string; readonly entries: Shares<JournalEntry> }[];
  readonly #dumps: readonly (Omit<DumpInMemory, 'sessions'> & { readonly sessions: Shares<DumpLine> | null })[];
  readonly #ledger: Shares<Charge> | null;

  constructor({ rest, parts, strings: written, operations, journals, dumps, ledger }: WrittenTrial) {
    const strings = new StringTable(written);
    const [journalRows, dumpRows] = [new JournalRows(strings), new DumpRows(strings)];
    const ofShopper = ({ shopper }: { readonly shopper: number }) => partOfShopper(shopper, parts);
    this.#rest = rest;
    this.#operations = new RowShares(new OperationRows(strings), operations);
    this.#jars = shareOut(rest.jars, parts, ofShopper);
    this.#skips = shareOut(rest.skips, parts, ofShopper);
    this.#journals = journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: new RowShares(journalRows, entries),
    }));
    this.#dumps = dumps.map(({ sessions, ...dump }) => ({
      ...dump,
      sessions: sessions && new RowShares(dumpRows, sessions),
    }));
    this.#ledger = ledger && new RowShares(new LedgerRows(strings), ledger);
  }

  /** @param group parts that belong together */
  of(group: readonly number[]): TrialInMemory {
    return {
      ...this.#rest,
      operations: this.#operations.of(group),
      jars: this.#jars.of(group),
      skips: this.#skips.of(group),
      journals: this.#journals.map(({ incarnation, entries }) => ({ incarnation, entries: entries.of(group) })),
      dumps: this.#dumps.map((dump) => ({ ...dump, sessions: dump.sessions?.of(group) ?? null })),
      ledger: this.#ledger?.of(group) ?? null,
    };
  }
}

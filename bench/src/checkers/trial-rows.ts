/** A trial laid out in rows, whose strings are numbers of one table. */
import { type DumpLog, DumpRows } from '../history/dump-rows.js';
import { type JournalRowLog, JournalRows } from '../history/journal-rows.js';
import { type LedgerLog, LedgerRows } from '../history/ledger-rows.js';
import { Log } from '../history/log.js';
import { type OperationLog, OperationRows } from '../history/operation-rows.js';
import { StringTable } from '../history/strings.js';
import type { TrialRecord } from '../history/trial.js';

export interface TrialRows {
  readonly strings: StringTable;
  readonly operations: OperationLog;
  readonly journals: readonly { readonly incarnation: string; readonly entries: JournalRowLog }[];
  readonly dumps: readonly (DumpLog | null)[];
  readonly ledger: LedgerLog | null;
}

/** A trial that was read from a folder is laid out in rows; any other is now. */
export function rowsOf({ operations, journals, dumps, ledger }: TrialRecord): TrialRows {
  if (operations instanceof Log) {
    return {
      strings: (operations as OperationLog).format.strings,
      operations: operations as OperationLog,
      journals: journals.map(({ incarnation, entries }) => ({ incarnation, entries: entries as JournalRowLog })),
      dumps: dumps.map(({ sessions }) => sessions as DumpLog | null),
      ledger: ledger as LedgerLog | null,
    };
  }
  const strings = new StringTable();
  const rows = {
    strings,
    operations: filled(new Log(new OperationRows(strings)), operations),
    journals: journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: filled(new Log(new JournalRows(strings)), entries),
    })),
    dumps: dumps.map(({ sessions }) => sessions && filled(new Log(new DumpRows(strings)), sessions)),
    ledger: ledger && filled(new Log(new LedgerRows(strings)), ledger),
  };
  strings.close();
  return rows;
}

function filled<T, L extends { append(record: T): void }>(log: L, records: Iterable<T>): L {
  for (const record of records) log.append(record);
  return log;
}

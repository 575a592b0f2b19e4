/** Everything that was recorded of one trial: what checkers and analysis read, and all they read. */
import type { DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import type {
  EndRecord,
  EventRecord,
  JarRecord,
  OperationRecord,
  SampleRecord,
  SkipRecord,
  TrialHeader,
} from './records.js';

export interface Journal {
  /** `node-2.1`: each incarnation is a store (memory) and a journal of its own. */
  readonly incarnation: string;
  readonly entries: readonly JournalEntry[];
}

export interface Dump {
  /** Incarnation for memory, `redis` for Redis. */
  readonly store: string;
  /** null: the store could not be dumped; `reason` says why. A dead incarnation has no dump at all: it holds nothing. */
  readonly sessions: readonly DumpLine[] | null;
  readonly reason: string | null;
  /** Keys under which it has something that is no session; missing where there are none. Whoever lost it has lost it. */
  readonly unreadable?: readonly string[];
  readonly t: number;
}

export interface TrialRecord {
  readonly header: TrialHeader;
  /** In order of `doneUs`. */
  readonly operations: readonly OperationRecord[];
  readonly jars: readonly JarRecord[];
  readonly skips: readonly SkipRecord[];
  /** In order of `fromUs`. */
  readonly events: readonly EventRecord[];
  readonly samples: readonly SampleRecord[];
  /** null: the trial was cut short. */
  readonly end: EndRecord | null;
  readonly journals: readonly Journal[];
  readonly dumps: readonly Dump[];
  /** null: the gateway could not be asked. */
  readonly ledger: readonly LedgerEntry[] | null;
}

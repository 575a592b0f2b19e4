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
  readonly entries: JournalEntries;
}

/**
 * Records in order; an array is one. A recorded trial's may be millions, which are read anew each time: walk them once, add
 * up what you need, and keep none.
 */
export interface Records<T> extends Iterable<T> {
  readonly length: number;
  filter(test: (record: T) => boolean): T[];
  find(test: (record: T) => boolean): T | undefined;
  some(test: (record: T) => boolean): boolean;
}

/** In order of `doneUs`. */
export type Operations = Records<OperationRecord>;
export type JournalEntries = Records<JournalEntry>;
export type Sessions = Records<DumpLine>;
export type Ledger = Records<Charge>;

/** A charge of the gateway's ledger. Under which idempotency key it was made says nothing that its operation does not. */
export type Charge = Omit<LedgerEntry, 'key'>;

export interface Dump {
  /** Incarnation for memory, `redis` for Redis. */
  readonly store: string;
  /** null: the store could not be dumped; `reason` says why. A dead incarnation has no dump at all: it holds nothing. */
  readonly sessions: Sessions | null;
  readonly reason: string | null;
  /** Keys under which it has something that is no session; missing where there are none. Whoever lost it has lost it. */
  readonly unreadable?: readonly string[];
  readonly t: number;
}

export interface TrialRecord {
  readonly header: TrialHeader;
  readonly operations: Operations;
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
  readonly ledger: Ledger | null;
  /** Files of which not all can be used, in words; absent where there is none. */
  readonly damage?: readonly string[];
}

/** A trial of which all is in memory: a part of a recorded one, or a small one. */
export interface TrialInMemory extends TrialRecord {
  readonly operations: readonly OperationRecord[];
  readonly journals: readonly (Journal & { readonly entries: readonly JournalEntry[] })[];
  readonly dumps: readonly DumpInMemory[];
  readonly ledger: readonly Charge[] | null;
}

export type DumpInMemory = Omit<Dump, 'sessions'> & { readonly sessions: readonly DumpLine[] | null };

/** What the checkers say of one trial. */
import type { Records } from '../history/trial.js';
import type { Afterlife } from './afterlife.js';

export type BirthClass =
  | 'leaked'
  | 'completed'
  | 'expired'
  | 'destroyed'
  | 'misrouted'
  /** Destroyed or misrouted: of an external cluster no dump tells which. */
  | 'gone'
  | 'orphaned'
  | 'unknown'
  | 'lostUpdate'
  | 'stale'
  | 'intact';
export type OrphanCause = 'neverArrived' | 'overwritten' | 'dropped';

/** One birth with at least one known write: exactly one class. */
export interface BirthVerdict {
  readonly birth: string;
  readonly shopper: number;
  readonly epoch: number;
  readonly class: BirthClass;
  readonly cause: OrphanCause | null;
  /** Destroyed or misrouted, and yet within reach again at the end. */
  readonly returnable: boolean;
  /** Moved between a failure and its detection by the balancer. */
  readonly undetected: boolean;
  /** Incarnation (or `redis`) that held it last. */
  readonly store: string | null;
  /** Moment of the loss or of the deciding event, monotonic microseconds; null for intact. */
  readonly atUs: number | null;
  /** Event that the loss is attributed to (EventRecord.id); null for none. */
  readonly event: number | null;
  /** For `unknown`: why, in words ("may have expired"). */
  readonly reason: string | null;
  readonly knownItems: readonly number[];
  /** Known items that no dump has (completed: missing from the receipt's answer). */
  readonly lostItems: readonly number[];
  /** Of the lost items: those whose write overlapped another operation, with no store event to explain them. */
  readonly overwrittenItems: readonly number[];
  /** Operation that first showed the loss: the history's line to quote; null when only the dump shows it. */
  readonly shownBy: number | null;
}

/** An equation of which both sides were counted independently. */
export interface Identity {
  readonly name: string;
  readonly left: { readonly label: string; readonly value: number };
  readonly right: { readonly label: string; readonly value: number };
  readonly holds: boolean;
  /** Terms, and births or operations by name where the sides differ. */
  readonly detail: string;
}

/** Measured against theory. */
export interface Prediction {
  readonly event: number;
  /** `node-2 killed`, `node-4 enabled`. */
  readonly title: string;
  readonly metric: 'destroyed' | 'misrouted' | 'gone' | 'handoffFailed';
  readonly measured: number;
  /** Births (or claims) it is counted over. */
  readonly of: number;
  /** Exact count, or a region of counts (exact binomial, 99 %). */
  readonly expected:
    | { readonly exact: number }
    | { readonly share: number; readonly low: number; readonly high: number };
  readonly agrees: boolean;
  /** In words: `all that node-2 held, by its own journal`. */
  readonly basis: string;
  /**
   * Of a store that came back empty: births that it destroyed although a request of theirs was under way from before the
   * kill until after the restart. They are in no other figure here; absent where there is none.
   */
  readonly underWay?: number;
}

export interface SessionCounts {
  readonly started: number;
  readonly atRisk: number;
  readonly lost: number;
  readonly destroyed: number;
  readonly misrouted: number;
  readonly gone: number;
  readonly returnable: number;
  readonly undetected: number;
  readonly stale: number;
  readonly lostUpdate: number;
  readonly leaked: number;
  /** Beside the classes: found after an acknowledged log-out. */
  readonly revived: number;
  /** Beside the classes: found after its time was surely over. */
  readonly overstayed: number;
  /** Beside the classes: held under two keys at once. */
  readonly doubled: number;
  readonly orphaned: { readonly neverArrived: number; readonly overwritten: number; readonly dropped: number };
  readonly expired: number;
  readonly unknown: number;
  readonly completed: number;
  readonly intact: number;
  readonly cutOff: number;
  readonly handoffFailed: number;
  readonly indeterminateBirth: number;
}

export interface CheckoutCounts {
  readonly completed: number;
  readonly abandoned: number;
  readonly chargedUnconfirmed: number;
  readonly chargedTwice: number;
}

export interface WriteCounts {
  readonly known: number;
  /** No dump has them; of completed births: missing from the receipt's answer. */
  readonly lost: number;
  /** Of the lost: overlapped another operation on their session, and no store event explains them. */
  readonly overwritten: number;
  /** Sessions that miss at least one, whatever became of them. */
  readonly sessions: number;
  readonly indeterminate: number;
}

/** Judgement of one trial by all checkers. */
export interface Judgement {
  /** In a long trial there are too many to hold them: they are read anew each time. */
  readonly births: Records<BirthVerdict>;
  readonly sessions: SessionCounts;
  readonly writes: WriteCounts;
  /** null without a ledger. */
  readonly checkouts: CheckoutCounts | null;
  readonly identities: readonly Identity[];
  readonly predictions: readonly Prediction[];
  /** Operation ids that stand twice in the journals (never allowed). */
  readonly executedTwice: readonly number[];
  /** Births that live on although they should not. */
  readonly afterlife: Readonly<Record<keyof Afterlife, readonly string[]>>;
  /** What no record could decide, in words. */
  readonly doubts: readonly string[];
}

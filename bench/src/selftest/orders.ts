/**
 * What a known server is told to do wrong: to which operations, by their ids in the plan. Whoever gives the orders knows
 * the truth before anything runs.
 */

export interface Orders {
  /** From the arrival of a request to its answer, microseconds; 0: as quickly as it can. */
  readonly delayUs: number;
  /** The whole process stands still for so long when this operation arrives; null: never. */
  readonly stall: { readonly atOperation: number; readonly forMs: number } | null;
  /** Each group is held until its last member has arrived; then all of them end in this way at once. */
  readonly deaths: readonly { readonly how: Death; readonly operations: readonly number[] }[];
  /** After the answer to this operation nobody listens, and no connection is left, for so long; null: never. */
  readonly silence: { readonly afterOperation: number; readonly forMs: number } | null;
  /** The session is gone once this operation is answered. */
  readonly forget: readonly number[];
  /** The write is acknowledged, and not made. */
  readonly drop: readonly number[];
  /** Answered with the session that an earlier operation was answered with. */
  readonly leak: readonly { readonly operation: number; readonly like: number }[];
  /** Executed a second time, behind everybody's back. */
  readonly twice: readonly number[];
  /** Charged to this account once more, under another key, before it is answered. */
  readonly charge: readonly { readonly operation: number; readonly account: string }[];
}

/**
 * `close`: the connection is closed without an answer, as a killed process does; `reset`: by RST; both after the operation
 * was executed. `balancer503`: answered as the lab's balancer does when it reaches no node; not executed.
 */
export type Death = 'close' | 'reset' | 'balancer503';

export const NOTHING_WRONG: Orders = {
  delayUs: 0,
  stall: null,
  deaths: [],
  silence: null,
  forget: [],
  drop: [],
  leak: [],
  twice: [],
  charge: [],
};

/** Environment of a known server, beside what every node is told. */
export interface KnownServerEnvironment {
  /** {@link Orders} as JSON. */
  readonly SELFTEST_ORDERS: string;
  /** File for what the server itself saw of its own doing: a `Witness`. */
  readonly SELFTEST_WITNESS: string;
}

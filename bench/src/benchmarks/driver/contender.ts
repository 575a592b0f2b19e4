/** Who is compared, and what each says of a slice. Types and names only: the program that sends is sender.ts. */

/**
 * | name | what it is |
 * |---|---|
 * | `autocannon` | bare, as people use it: fixed requests, answers counted |
 * | `autocannon-checking` | with the driver's checks in its hooks |
 * | `driver` | ours, with everything that a trial has, as fast as answers come |
 * | `driver-paced` | the same at 2,000 requests a second: new people on new connections, each at its moment |
 */
export const CONTENDERS = ['autocannon', 'autocannon-checking', 'driver', 'driver-paced'] as const;
export type Contender = (typeof CONTENDERS)[number];
/** What all others are held against. */
export const BASE = 'autocannon' satisfies Contender;

export const CONTENDER_VARIABLE = 'LAB_BENCH_CONTENDER';

export interface SliceOrder {
  readonly port: number;
  /** Each with a session of its own. */
  readonly connections: number;
  /** On each connection, one after the other. */
  readonly requestsEach: number;
  /** Existing folder for what is recorded. */
  readonly folder: string;
  /** File for a CPU profile of the slice; null for none. */
  readonly profile: string | null;
}

/** What a contender has seen. */
export interface Sent {
  readonly sent: number;
  /** Answers that were complete and, as far as the contender looks, right. */
  readonly right: number;
  /** What was wrong with the first answer that was wrong; null where all were right. */
  readonly firstWrong: string | null;
  /** Lines of history written; null for a contender that writes none. */
  readonly recorded: number | null;
}

export interface SliceResult extends Sent {
  /** Of the sending process, user and system. */
  readonly cpuUs: number;
  readonly wallUs: number;
}

/** What a process of the benchmark says when it is ready: the server names its port. */
export interface Ready {
  readonly ready: true;
  readonly port: number | null;
}

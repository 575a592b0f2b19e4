/**
 * The journal of one node incarnation: NDJSON, one entry a line, written synchronously before the answer leaves. It is
 * the independent witness of what a killed node held and did.
 *
 * Times are microseconds of the machine's monotonic clock (`process.hrtime.bigint() / 1000n`), the same clock as every
 * other record of a trial.
 */
export type JournalEntry =
  /** First line. */
  | { readonly k: 'start'; readonly t: number; readonly node: string; readonly pid: number; readonly store: string }
  /** An operation id reached its handler; requests without the operation header leave no such line. */
  | { readonly k: 'op'; readonly t: number; readonly op: number }
  /** A session was created and saved under `key`. */
  | { readonly k: 'created'; readonly t: number; readonly op: number; readonly birth: string; readonly key: string }
  /** About to move a session to a new key; written before the store is asked. */
  | {
      readonly k: 'moving';
      readonly t: number;
      readonly op: number;
      readonly birth: string;
      readonly from: string;
      readonly key: string;
    }
  /** The session was moved: from here on `from` is dead. */
  | {
      readonly k: 'moved';
      readonly t: number;
      readonly op: number;
      readonly birth: string;
      readonly from: string;
      readonly key: string;
    }
  /** The session was ended on purpose (log-out). */
  | { readonly k: 'ended'; readonly t: number; readonly op: number; readonly birth: string; readonly key: string }
  /** Last line of a graceful stop. */
  | { readonly k: 'stop'; readonly t: number };

/** `op` of an entry whose request carried no operation header (a person with a browser). */
export const NO_OPERATION = -1;

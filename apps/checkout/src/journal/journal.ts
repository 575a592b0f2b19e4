/**
 * Writes the journal of a node incarnation: one synchronous write a line, so that a line stands in the file before the
 * answer that follows it leaves, whatever kills the process afterwards.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { JournalEntry } from '../protocol/index.js';

type WithoutTime<Entry> = Entry extends unknown ? Omit<Entry, 't'> : never;
export type JournalLine = WithoutTime<JournalEntry>;

export interface Journal {
  /** The line is in the file when this returns. */
  write(line: JournalLine): void;
  close(): void;
}

/**
 * @param file appended to
 * @param nowUs monotonic microseconds
 */
export function openJournal(file: string, nowUs: () => number): Journal {
  const descriptor = openSync(file, 'a');
  return {
    write: ({ k, ...rest }) => {
      writeSync(descriptor, `${JSON.stringify({ k, t: nowUs(), ...rest })}\n`);
    },
    close: () => closeSync(descriptor),
  };
}

/** Reads the journal of a node for tests. */
import { readFile } from 'node:fs/promises';
import type { JournalEntry } from '../protocol/index.js';

/** Entries in their order. A line that a kill cut short ends the journal. */
export async function readJournal(file: string): Promise<JournalEntry[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

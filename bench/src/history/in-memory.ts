/** All of a trial in memory: for parts that are judged, and for tests that look at everything. */
import type { TrialInMemory, TrialRecord } from './trial.js';

export function inMemory(trial: TrialRecord): TrialInMemory {
  const { operations, journals, dumps, ledger } = trial;
  return {
    ...trial,
    operations: listOf(operations),
    journals: journals.map(({ incarnation, entries }) => ({ incarnation, entries: listOf(entries) })),
    dumps: dumps.map((dump) => ({ ...dump, sessions: dump.sessions === null ? null : listOf(dump.sessions) })),
    ledger: ledger === null ? null : listOf(ledger),
  };
}

function listOf<T>(records: Iterable<T>): readonly T[] {
  return Array.isArray(records) ? records : [...records];
}

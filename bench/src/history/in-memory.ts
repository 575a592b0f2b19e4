/** All of a trial in memory: for parts that are judged, and for tests that look at everything. */
import type { TrialInMemory, TrialRecord } from './trial.js';

export function inMemory(trial: TrialRecord): TrialInMemory {
  const { operations, journals } = trial;
  return {
    ...trial,
    operations: Array.isArray(operations) ? operations : [...operations],
    journals: journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: Array.isArray(entries) ? entries : [...entries],
    })),
  };
}

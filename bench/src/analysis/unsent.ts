/**
 * Planned operations that were still waiting when the load ended. What a shopper skipped on purpose, after a loss or a
 * refused claim, was decided by the plan; these were not decided by anybody, and what they would have shown is not known.
 * Pure.
 */
import type { TrialRecord } from '../history/trial.js';

/** Zero for a trial that was cut short: that it was says more. */
export function unsentOf({ end, skips }: TrialRecord): number {
  if (end?.interrupted !== false) return 0;
  return skips.reduce((sum, { origin, reason }) => sum + (origin === 'planned' && reason === 'cut-off' ? 1 : 0), 0);
}

/** `1,204 of 6,034 planned requests were not sent before the load ended`; null where all were. */
export function unsentWords(trial: TrialRecord): string | null {
  const unsent = unsentOf(trial);
  if (unsent === 0) return null;
  const planned = Math.max(unsent, trial.header.plannedOperations);
  return `${unsent.toLocaleString('en')} of ${planned.toLocaleString('en')} planned requests were not sent before the load ended`;
}

/** No operation id may ever be executed twice; retries are operations of their own. */
import type { TrialRecord } from '../history/trial.js';
import { identity } from './identity.js';
import type { Identity } from './judgement.js';

/** Operation ids that stand twice in the journals, ascending. */
export function executedTwice(trial: TrialRecord): number[] {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (const id of executions(trial)) {
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return [...twice].sort((a, b) => a - b);
}

export function executionIdentity(trial: TrialRecord): Identity {
  const all = executions(trial);
  const twice = executedTwice(trial);
  return identity(
    'no operation executed twice',
    ['lines of operations in the journals', all.length],
    ['distinct operation ids', new Set(all).size],
    twice.length === 0 ? 'none twice' : `twice: ${twice.join(' ')}`,
  );
}

function executions(trial: TrialRecord): number[] {
  return trial.journals.flatMap((journal) =>
    journal.entries.flatMap((entry) => (entry.k === 'op' && entry.op >= 0 ? [entry.op] : [])),
  );
}

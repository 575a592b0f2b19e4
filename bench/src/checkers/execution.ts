/** No operation id may ever be executed twice; retries are operations of their own. */
import type { TrialInMemory } from '../history/trial.js';
import { type Equation, equation, listed, type Terms, termOf } from './identity.js';

/** Operation ids that stand twice in the journals, ascending. */
export function executedTwice(trial: TrialInMemory): number[] {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for (const id of executions(trial)) {
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return [...twice].sort((a, b) => a - b);
}

export function executionIdentity(trial: TrialInMemory): Equation {
  const all = executions(trial);
  return equation(
    'no operation executed twice',
    ['lines of operations in the journals', all.length],
    ['distinct operation ids', new Set(all).size],
    { terms: { [TWICE]: termOf(executedTwice(trial)) }, write },
  );
}

const TWICE = 'twice';

function write({ [TWICE]: twice }: Terms): string {
  return twice?.count ? `${TWICE}: ${listed(twice)}` : 'none twice';
}

function executions(trial: TrialInMemory): number[] {
  return trial.journals.flatMap((journal) =>
    journal.entries.flatMap((entry) => (entry.k === 'op' && entry.op >= 0 ? [entry.op] : [])),
  );
}

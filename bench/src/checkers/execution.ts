/** No operation id may ever be executed twice; retries are operations of their own. */
import type { TrialInMemory } from '../history/trial.js';
import { type Equation, equation, listed, type Terms, termOf } from './identity.js';

/** What the journals say of executions. */
export interface Executions {
  /** Lines of operations. */
  readonly lines: number;
  /** Distinct operation ids among them. */
  readonly distinct: number;
  /** Operation ids that stand twice, ascending. */
  readonly twice: readonly number[];
}

export function executionsOf({ journals }: TrialInMemory): Executions {
  const seen = new Set<number>();
  const twice = new Set<number>();
  let lines = 0;
  for (const { entries } of journals) {
    for (const entry of entries) {
      if (entry.k !== 'op' || entry.op < 0) continue;
      lines += 1;
      if (seen.has(entry.op)) twice.add(entry.op);
      else seen.add(entry.op);
    }
  }
  return { lines, distinct: seen.size, twice: [...twice].sort((a, b) => a - b) };
}

export function executionIdentity({ lines, distinct, twice }: Executions): Equation {
  return equation(
    'no operation executed twice',
    ['lines of operations in the journals', lines],
    ['distinct operation ids', distinct],
    { terms: { [TWICE]: termOf(twice) }, words: 'executed twice' },
  );
}

const TWICE = 'twice';

export function writeTwice({ [TWICE]: twice }: Terms): string {
  return twice?.count ? `${TWICE}: ${listed(twice)}` : 'none twice';
}

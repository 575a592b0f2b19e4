/** What a warning is made of: fixed advice, and a check that finds the words or nothing. */
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings } from './findings.js';
import { firstFew } from './first-few.js';
import type { TrialTroubles, Trouble } from './troubles.js';
import type { WarningCode } from './warning-codes.js';

/** One design of a scenario. */
export interface WarningInput {
  readonly findings: DesignFindings;
  readonly judged: readonly JudgedTrial[];
  readonly predictions: ScenarioFindings['predictions'];
  /** One entry a trial. */
  readonly troubles: readonly TrialTroubles[];
}

export interface WarningKind {
  /** What to do about it, the same whenever it is given. */
  readonly advice: string;
  /** @returns what was found, in words with figure and bound; null where there is nothing to say */
  readonly check: (input: WarningInput) => string | null;
}

export type Warnings = Partial<Record<WarningCode, WarningKind>>;

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * `the load generator was late: lag p99 40.0 ms, bound 10 ms; max 52 ms; latency is void`, of several trials with their
 * blocks; null where no trial has that trouble.
 */
export function troubleWords({ troubles: trials }: WarningInput, code: Trouble['code']): string | null {
  const found = trials.flatMap(({ block, troubles }) =>
    troubles.filter((trouble) => trouble.code === code).map((trouble) => ({ block, ...trouble })),
  );
  const [first] = found;
  if (first === undefined) return null;
  if (trials.length === 1) return `${first.what}: ${first.figures}; latency is void`;
  const named = firstFew(found.map(({ block, figures }) => `block ${block}: ${figures}`));
  return `${first.what} in ${found.length} of ${trials.length} trials, whose blocks have void latency: ${named}`;
}

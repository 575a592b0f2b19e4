/** What a warning is made of: fixed advice, and a check that finds the words or nothing. */
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings } from './findings.js';
import type { WarningCode } from './warning-codes.js';

/** One design of a scenario. */
export interface WarningInput {
  readonly findings: DesignFindings;
  readonly judged: readonly JudgedTrial[];
  readonly predictions: ScenarioFindings['predictions'];
}

export interface WarningKind {
  /** What to do about it, the same whenever it is given. */
  readonly advice: string;
  /** @returns what was found, in words with figure and bound; null where there is nothing to say */
  readonly check: (input: WarningInput) => string | null;
}

export type Warnings = Partial<Record<WarningCode, WarningKind>>;

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A closed list of warnings, each with advice; bench/README.md has them all. Pure. */
import type { Scenario } from '../scenario/scenario.js';
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings, Warning } from './findings.js';
import type { TrialTroubles } from './troubles.js';
import type { WarningInput, WarningKind } from './warning.js';
import { WARNING_CODES, type WarningCode } from './warning-codes.js';
import { EXTERNAL_WARNINGS } from './warnings-external.js';
import { LOAD_WARNINGS } from './warnings-load.js';
import { MACHINE_WARNINGS } from './warnings-machine.js';
import { OUTCOME_WARNINGS } from './warnings-outcome.js';

export const WARNINGS: Readonly<Record<WarningCode, WarningKind>> = {
  ...EXTERNAL_WARNINGS,
  ...LOAD_WARNINGS,
  ...MACHINE_WARNINGS,
  ...OUTCOME_WARNINGS,
};

/** What was found, of all designs. */
export interface Found {
  readonly designs: Readonly<Record<string, DesignFindings>>;
  readonly judged: Readonly<Record<string, readonly JudgedTrial[]>>;
  readonly predictions: ScenarioFindings['predictions'];
  readonly troubles: readonly TrialTroubles[];
}

/** @param scenario gives the order of the designs */
export function warningsOf(scenario: Scenario, { designs, judged, predictions, troubles }: Found): Warning[] {
  return scenario.designs.flatMap(({ name }) => {
    const findings = designs[name];
    if (findings === undefined) return [];
    const input: WarningInput = {
      findings,
      judged: judged[name] ?? [],
      predictions: predictions.filter(({ design }) => design === name),
      troubles: troubles.filter(({ design }) => design === name),
    };
    return WARNING_CODES.flatMap((code) => {
      const { advice, check } = WARNINGS[code];
      const message = check(input);
      return message === null ? [] : [{ code, design: name, message, advice }];
    });
  });
}

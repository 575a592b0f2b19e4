/** A closed list of warnings, each with advice; bench/README.md has them all. Pure. */
import type { Scenario } from '../scenario/scenario.js';
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings, Warning } from './findings.js';
import type { WarningKind } from './warning.js';
import { WARNING_CODES, type WarningCode } from './warning-codes.js';
import { LOAD_WARNINGS } from './warnings-load.js';
import { MACHINE_WARNINGS } from './warnings-machine.js';
import { OUTCOME_WARNINGS } from './warnings-outcome.js';

export { CPU_BOUND } from './bounds.js';

export const WARNINGS: Readonly<Record<WarningCode, WarningKind>> = {
  ...LOAD_WARNINGS,
  ...MACHINE_WARNINGS,
  ...OUTCOME_WARNINGS,
};

/** @param scenario gives the order of the designs */
export function warningsOf(
  scenario: Scenario,
  designs: Readonly<Record<string, DesignFindings>>,
  judged: Readonly<Record<string, readonly JudgedTrial[]>>,
  predictions: ScenarioFindings['predictions'],
): Warning[] {
  return scenario.designs.flatMap(({ name }) => {
    const findings = designs[name];
    if (findings === undefined) return [];
    const theory = predictions.filter(({ design }) => design === name);
    return WARNING_CODES.flatMap((code) => {
      const { advice, check } = WARNINGS[code];
      const message = check({ findings, judged: judged[name] ?? [], predictions: theory });
      return message === null ? [] : [{ code, design: name, message, advice }];
    });
  });
}

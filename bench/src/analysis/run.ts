/** The findings of a whole run, from its recorded trials. Pure. */
import type { Judgement } from '../checkers/judgement.js';
import type { TrialRecord } from '../history/trial.js';
import type { Scenario } from '../scenario/scenario.js';
import { caveatsOf } from './caveats.js';
import { FINDINGS_VERSION, type Findings, type NoiseFloor } from './findings.js';
import { scenarioFindings } from './scenario.js';

export interface RunInput {
  readonly lab: string;
  readonly seed: number;
  /** Blocks that were to be run. */
  readonly blocks: number;
  readonly trials: readonly TrialRecord[];
  /** The machine's, as the manifest has it. */
  readonly noise?: NoiseFloor | null | undefined;
}

/**
 * @param describe a scenario's fault script in words
 * @param judge the checkers
 */
export function runFindings(
  { lab, seed, blocks, trials, noise = null }: RunInput,
  describe: (scenario: Scenario) => readonly string[],
  judge: (trial: TrialRecord) => Judgement,
): Findings {
  const scenarios: Findings['scenarios'] = {};
  for (const name of new Set(trials.map(({ header }) => header.scenario.name))) {
    const group = trials.filter(({ header }) => header.scenario.name === name) as [TrialRecord, ...TrialRecord[]];
    const { scenario } = group[0].header;
    scenarios[name] = scenarioFindings({ scenario, faults: describe(scenario), trials: group, blocks }, judge);
  }
  return { version: FINDINGS_VERSION, caveats: caveatsOf(scenarios), lab, seed, noise, scenarios };
}

/** The findings of one scenario: its designs side by side, events, sums, theory, verdict, warnings. Pure. */
import type { Judgement } from '../checkers/judgement.js';
import type { TrialRecord } from '../history/trial.js';
import type { Scenario } from '../scenario/scenario.js';
import { comparisonsOf } from './comparison.js';
import { designFindings, type JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings } from './findings.js';
import { troublesOf } from './troubles.js';
import { unsentWords } from './unsent.js';
import { scenarioVerdict } from './verdict.js';
import { voidBlocks } from './void.js';
import { warningsOf } from './warnings.js';
import { windowsOf } from './windows.js';

export interface ScenarioInput {
  readonly scenario: Scenario;
  /** The fault script in words. */
  readonly faults: readonly string[];
  readonly trials: readonly TrialRecord[];
  /** Trials that each design should have. */
  readonly blocks: number;
}

/** @param judge the checkers; one that fails makes the verdict unknown, never a pass */
export function scenarioFindings(
  { scenario, faults, trials, blocks }: ScenarioInput,
  judge: (trial: TrialRecord) => Judgement,
): ScenarioFindings {
  const judged: Record<string, JudgedTrial[]> = {};
  const crashed: Record<string, string> = {};
  for (const trial of trials) {
    const { name } = trial.header.design;
    try {
      const all = judged[name] ?? [];
      all.push({ trial, judgement: judge(trial) });
      judged[name] = all;
    } catch (error) {
      crashed[name] = error instanceof Error ? error.message : String(error);
    }
  }
  const troubles = trials.map(troublesOf);
  const latencyVoid = voidBlocks(troubles);
  const designs: Record<string, DesignFindings> = {};
  for (const { name } of scenario.designs) {
    const [first, ...rest] = judged[name] ?? [];
    if (first !== undefined) designs[name] = designFindings([first, ...rest], latencyVoid);
  }
  const all = Object.values(judged).flat();
  const ofDesign = <T extends object>(of: (judgement: Judgement) => readonly T[]) =>
    all.flatMap(({ trial, judgement }) =>
      of(judgement).map((each) => ({ ...each, design: trial.header.design.name, block: trial.header.block })),
    );
  const identities = ofDesign(({ identities }) => identities);
  const predictions = ofDesign(({ predictions }) => predictions);
  const { load, cluster } = scenario;
  return {
    question: scenario.question,
    ...scenarioVerdict({ scenario, designs, judged, identities, predictions, blocks, crashed }),
    countsUnknown: trials.flatMap(countsUnknown),
    latencyVoid,
    planHash: planHash(trials),
    blocks: new Set(trials.map(({ header }) => header.block)).size,
    windows: seconds(scenario),
    durationSeconds: load.durationMs / 1000,
    nodes: scenario.designs.some(({ store }) => store === 'external') ? null : cluster.nodes,
    faults: [...faults],
    designs,
    events: trials.flatMap(eventsOf),
    identities,
    predictions,
    comparisons: comparisonsOf(
      scenario,
      all.map(({ trial }) => trial),
      latencyVoid,
    ),
    warnings: warningsOf(scenario, { designs, judged, predictions, troubles }),
  };
}

/** An operation that was planned and not sent is one of which nobody knows what it would have met. */
function countsUnknown(trial: TrialRecord): string[] {
  const words = unsentWords(trial);
  if (words === null) return [];
  const { design, block } = trial.header;
  return [`${words} (${design.name}, block ${block})`];
}

/** Of the first block; every design of a block has the same, or the run is not a comparison. */
function planHash(trials: readonly TrialRecord[]): string {
  const block = Math.min(...trials.map(({ header }) => header.block));
  const hashes = new Set(trials.filter(({ header }) => header.block === block).map(({ header }) => header.planHash));
  return [...hashes].join(' ≠ ');
}

function seconds(scenario: Scenario): ScenarioFindings['windows'] {
  const windows = windowsOf(scenario);
  const of = (name: keyof typeof windows): [number, number] | null => {
    const window = windows[name];
    return window === null ? null : [window[0] / 1000, window[1] / 1000];
  };
  return { before: of('before'), fault: of('fault'), after: of('after') };
}

function eventsOf({ header, events }: TrialRecord): ScenarioFindings['events'] {
  const at = (us: number): number => (us - header.loadStartUs) / 1e6;
  return events
    .filter(({ by, what }) => by !== 'lab' || (what !== 'node-started' && what !== 'store-started'))
    .map(({ what, subject, by, fromUs, toUs }) => ({
      design: header.design.name,
      block: header.block,
      what,
      subject,
      by,
      fromSeconds: at(fromUs),
      toSeconds: at(toUs),
    }));
}

/**
 * A run: all blocks of all scenarios, each design once per block in random seeded order, each trial on a fresh cluster.
 * Every trial is on disk before the next one starts. Over several blocks a first one is run and thrown away.
 */
import { createDice, shuffled } from '../plan/dice.js';
import type { Design, Scenario } from '../scenario/scenario.js';
import { type DiscardedTrial, discardedTrial } from './discarded.js';
import { runTrial, type TrialContext, type TrialProgress, type TrialResult } from './trial.js';

export interface RunOptions extends TrialContext {
  readonly scenarios: readonly Scenario[];
  readonly blocks: number;
  /** Makes and returns the folder of a trial. */
  readonly trialDir: (scenario: string, block: number, design: string) => string;
  /** Makes and returns the folder of the trial that is thrown away. */
  readonly discardedDir: () => string;
  /** Removes that folder; it stays where the trial fails, for its logs. */
  readonly dropDiscarded: () => void;
  readonly onDiscarded: (trial: DiscardedTrial) => void;
  readonly onTrial: (trial: TrialId, state: 'started' | TrialProgress | TrialDone) => void;
}

export interface TrialId {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly block: number;
}

export interface TrialDone extends TrialResult {
  readonly done: true;
  readonly dir: string;
}

/** Order of the designs of a block: random, and the same for the same seed. */
export function blockOrder(scenario: Scenario, seed: number, block: number): Design[] {
  return shuffled(scenario.designs, createDice(seed, block, 'order', scenario.name));
}

/** Runs until the end or the interruption, whichever comes first. */
export async function run(options: RunOptions): Promise<void> {
  await runDiscarded(options);
  for (const scenario of options.scenarios) {
    for (let block = 1; block <= options.blocks; block += 1) {
      for (const design of blockOrder(scenario, options.seed, block)) {
        if (options.signal.aborted) return;
        await runOne(options, { scenario, design, block });
      }
    }
  }
}

async function runDiscarded(options: RunOptions): Promise<void> {
  const discarded = discardedTrial(options.scenarios, options.blocks);
  if (discarded === null || options.signal.aborted) return;
  options.onDiscarded(discarded);
  await runTrial({ ...options, ...discarded, dir: options.discardedDir(), onProgress: () => {} });
  options.dropDiscarded();
}

async function runOne(options: RunOptions, id: TrialId): Promise<void> {
  const dir = options.trialDir(id.scenario.name, id.block, id.design.name);
  options.onTrial(id, 'started');
  const onProgress = (progress: TrialProgress) => options.onTrial(id, progress);
  const result = await runTrial({ ...options, ...id, dir, onProgress });
  options.onTrial(id, { ...result, done: true, dir });
}

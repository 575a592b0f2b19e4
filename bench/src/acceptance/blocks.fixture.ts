/** Runs blocks for the tests of comparisons: the whole chain from the plan to the recorded trials, and no judging. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterDriver } from '../cluster/cluster.js';
import { readTrial } from '../history/reader.js';
import type { TrialRecord } from '../history/trial.js';
import { run } from '../runner/run.js';
import type { Scenario } from '../scenario/scenario.js';
import { RunFolder } from '../store/run-folder.js';
import { nowUs } from './rig.js';

export interface RecordedBlocks {
  /** In the order in which they ran. */
  readonly trials: readonly TrialRecord[];
  /** Design of the trial that was thrown away; null where there was none. */
  readonly discarded: string | null;
}

/** @param use is handed the trials while their files are there */
export async function withBlocks<T>(
  scenario: Scenario,
  blocks: number,
  driver: ClusterDriver,
  use: (recorded: RecordedBlocks) => T,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'session-lab-blocks-'));
  try {
    const folder = RunFolder.create(root, 'run', null, root);
    const dirs: string[] = [];
    let discarded: string | null = null;
    await run({
      scenarios: [scenario],
      blocks,
      seed: 1,
      driver,
      nowUs,
      wallClock: () => new Date(),
      identity: { id: 'blocks', folder: root },
      signal: new AbortController().signal,
      hardStop: new AbortController().signal,
      trialDir: (name, block, design) => folder.trialDir(name, block, design),
      discardedDir: () => folder.discardedDir(),
      dropDiscarded: () => folder.dropDiscarded(),
      onDiscarded: ({ design }) => {
        discarded = design.name;
      },
      onFailure: (error) => {
        throw error;
      },
      onTrial: (_, state) => {
        if (state !== 'started' && 'done' in state) dirs.push(state.dir);
      },
    });
    const trials: TrialRecord[] = [];
    for (const dir of dirs) trials.push(await readTrial(dir));
    return use({ trials, discarded });
  } finally {
    rmSync(root, { recursive: true });
  }
}

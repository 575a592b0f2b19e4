/** Reads a run's folder back: its manifest and its recorded trials. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../analysis/manifest.js';
import { LabError } from '../errors.js';
import { readTrial } from '../history/reader.js';
import type { TrialRecord } from '../history/trial.js';
import { manifestOf } from './manifest.js';

/** @throws LabError LAB_RUN_UNREADABLE */
export function readManifest(runDir: string): Manifest {
  const path = join(runDir, 'manifest.json');
  return manifestOf(jsonIn(path), path);
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new LabError('LAB_RUN_UNREADABLE', `${path}: found no readable manifest`, 'is this the folder of a run?', {
      cause,
    });
  }
}

export interface RunTrials {
  /** In the order of scenario, block, design in which the manifest and the folders name them. */
  readonly trials: readonly TrialRecord[];
  /** Trials that ended before their load began, or of which a file is damaged. */
  readonly unreadable: readonly { readonly dir: string; readonly reason: string }[];
}

export async function readTrials(runDir: string, manifest: Manifest): Promise<RunTrials> {
  const trials: TrialRecord[] = [];
  const unreadable: { dir: string; reason: string }[] = [];
  for (const dir of trialDirs(runDir, manifest.scenarios)) {
    try {
      trials.push(await readTrial(dir));
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'LAB_RUN_UNREADABLE') throw error;
      unreadable.push({ dir, reason: error.message });
    }
  }
  return { trials, unreadable };
}

/** `trials/<scenario>/<block>/<design>`; scenarios in the order of the manifest, then any that it does not name. */
function trialDirs(runDir: string, order: readonly string[]): string[] {
  const root = join(runDir, 'trials');
  const rank = (scenario: string): number => (order.includes(scenario) ? order.indexOf(scenario) : order.length);
  const scenarios = folders(root).sort((a, b) => rank(a) - rank(b));
  return scenarios.flatMap((scenario) =>
    folders(join(root, scenario))
      .sort((a, b) => Number(a) - Number(b))
      .flatMap((block) => folders(join(root, scenario, block)).map((design) => join(root, scenario, block, design))),
  );
}

function folders(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

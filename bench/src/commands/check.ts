/** `lab check`: counts a run again from its recorded history and says whether the findings are identical. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../analysis/differences.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { findRun } from '../store/run-folder.js';
import { readManifest } from '../store/run-reader.js';
import type { CheckArgs } from './arguments.js';
import type { Io } from './io.js';
import { recompute } from './publication.js';

const SHOWN = 20;

/** Exit 0 when identical, 1 when not, 2 when there is nothing to compare with. */
export async function checkCommand({ run }: CheckArgs, io: Io): Promise<ExitCode> {
  const dir = findRun(join(io.root, 'results'), io.cwd, run);
  const manifest = readManifest(dir);
  const { findings, trials, unreadable } = await recompute(dir, manifest);
  const [damaged] = unreadable;
  if (damaged !== undefined && manifest.status === 'complete') {
    throw new LabError('LAB_RUN_UNREADABLE', damaged.reason, `${unreadable.length} of its trials cannot be read`);
  }
  const counted = `${trials.length} trials, ${trials.reduce((sum, { operations }) => sum + operations.length, 0)} operations`;
  const path = join(dir, 'findings.json');
  if (!existsSync(path)) {
    io.stdout(`${dir}: counted again from ${counted}; the run was cut short and has no findings to compare with\n`);
    return EXIT.unknown;
  }
  const different = differences(recorded(path), JSON.parse(JSON.stringify(findings)));
  if (different.length === 0) {
    io.stdout(`${dir}: all findings are identical, counted again from ${counted}\n`);
    return EXIT.pass;
  }
  io.stdout(`${dir}: ${different.length} findings differ, counted again from ${counted}\n`);
  for (const { path: where, recorded, recomputed } of different.slice(0, SHOWN)) {
    io.stdout(`  ${where}   recorded ${recorded}, counted ${recomputed}\n`);
  }
  if (different.length > SHOWN) io.stdout(`  and ${different.length - SHOWN} more\n`);
  return EXIT.failed;
}

function recorded(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new LabError('LAB_RUN_UNREADABLE', `${path}: found no JSON`, 'it was changed after it was written', {
      cause,
    });
  }
}

/** `lab check`: counts a run again from its recorded history and says whether the findings are identical. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../analysis/differences.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { findRun } from '../store/run-folder.js';
import { readManifest } from '../store/run-reader.js';
import type { CheckArgs } from './arguments.js';
import type { Io } from './io.js';
import { type Recomputed, recompute } from './publication.js';

const SHOWN = 20;

/** Exit 0 when identical, 1 when not, 2 when there is nothing to compare with, or not all of the record can be used. */
export async function checkCommand({ run }: CheckArgs, io: Io): Promise<ExitCode> {
  const dir = findRun(join(io.root, 'results'), io.cwd, run);
  const manifest = readManifest(dir);
  const recomputed = await recompute(dir, manifest);
  const { findings, trials, unreadable } = recomputed;
  const damage = trials.flatMap((trial) => trial.damage ?? []);
  for (const words of damage) io.stdout(`${words}\n`);
  // Trials of a run that was cut short may have ended before their load began.
  if (unreadable.length > 0 && manifest.status === 'complete') {
    for (const { reason } of unreadable) io.stdout(`${reason}\n`);
    io.stdout(`${dir}: unknown: ${unreadable.length} of its ${trialsOf(recomputed)} cannot be read\n`);
    return EXIT.unknown;
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
  const unknown = damage.length > 0;
  io.stdout(
    `${dir}: ${unknown ? 'unknown: ' : ''}${different.length} findings differ, counted again from ${counted}\n`,
  );
  for (const { path: where, recorded, recomputed } of different.slice(0, SHOWN)) {
    io.stdout(`  ${where}   recorded ${recorded}, counted ${recomputed}\n`);
  }
  if (different.length > SHOWN) io.stdout(`  and ${different.length - SHOWN} more\n`);
  return unknown ? EXIT.unknown : EXIT.failed;
}

function trialsOf({ trials, unreadable }: Pick<Recomputed, 'trials' | 'unreadable'>): string {
  const all = trials.length + unreadable.length;
  return all === 1 ? '1 trial' : `${all} trials`;
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

/** `lab check`: counts a run again from its recorded history and says whether the findings are identical. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../analysis/differences.js';
import type { Manifest } from '../analysis/manifest.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { TRIAL_FILES } from '../history/files.js';
import { findRun } from '../store/run-folder.js';
import { readManifest } from '../store/run-reader.js';
import type { CheckArgs } from './arguments.js';
import type { Io } from './io.js';
import { type Recomputed, recompute } from './publication.js';

const SHOWN = 20;

/**
 * Exit 0 when identical, 1 when not, 2 when there is nothing to compare with, or not all of the record is there and can be
 * used.
 */
export async function checkCommand({ run }: CheckArgs, io: Io): Promise<ExitCode> {
  const dir = findRun(join(io.root, 'results'), io.cwd, run);
  const manifest = readManifest(dir);
  const missing = manifest.files.filter((file) => !existsSync(join(dir, file)));
  sayMissing(missing, manifest, dir, io);
  const recomputed = await recompute(dir, manifest);
  const { findings, trials, unreadable } = recomputed;
  const damage = [...trials.flatMap((trial) => trial.damage ?? []), ...endless(recomputed, manifest)];
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
    const why = manifest.status === 'running' ? 'the run was cut short and has' : 'there are';
    io.stdout(`${dir}: unknown: counted again from ${counted}; ${why} no findings to compare with\n`);
    return EXIT.unknown;
  }
  const different = differences(recorded(path), JSON.parse(JSON.stringify(findings)));
  if (different.length === 0 && missing.length > 0) {
    io.stdout(
      `${dir}: unknown: not all of the run is there; what could be counted again, from ${counted}, is identical\n`,
    );
    return EXIT.unknown;
  }
  if (different.length === 0) {
    io.stdout(`${dir}: all findings are identical, counted again from ${counted}\n`);
    return EXIT.pass;
  }
  const unknown = damage.length > 0 || missing.length > 0;
  io.stdout(
    `${dir}: ${unknown ? 'unknown: ' : ''}${different.length} findings differ, counted again from ${counted}\n`,
  );
  for (const { path: where, recorded, recomputed } of different.slice(0, SHOWN)) {
    io.stdout(`  ${where}   recorded ${recorded}, counted ${recomputed}\n`);
  }
  if (different.length > SHOWN) io.stdout(`  and ${different.length - SHOWN} more\n`);
  return unknown ? EXIT.unknown : EXIT.failed;
}

/** What the manifest lists and the folder does not have. */
function sayMissing(missing: readonly string[], { files }: Manifest, dir: string, io: Io): void {
  if (missing.length === 0) return;
  io.stdout(`${dir}: missing ${missing.length} of the ${files.length} files that manifest.json lists:\n`);
  for (const file of missing.slice(0, SHOWN)) io.stdout(`  ${file}\n`);
  if (missing.length > SHOWN) io.stdout(`  and ${missing.length - SHOWN} more\n`);
}

/** A run that is complete has the ends of its trials, but of one that failed: then its findings have that, too. */
function endless({ trials }: Recomputed, { status }: Manifest): string[] {
  if (status !== 'complete') return [];
  return trials
    .filter(({ end }) => end === null)
    .map(({ header: { scenario, block, design } }) => {
      const place = join('trials', scenario.name, String(block), design.name, TRIAL_FILES.history);
      return `${place}: the history has no record "end": what followed its last line is missing`;
    });
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

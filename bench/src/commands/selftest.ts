/** `lab selftest`: what the lab finds where the truth is known beforehand. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { EXIT, type ExitCode } from '../errors.js';
import { duration } from '../reporters/figures.js';
import { SEED } from '../selftest/experiment.js';
import { type SelftestPart, selftest, selftestSeconds, verdictOf } from '../selftest/selftest.js';
import { COLUMNS, partText, summaryText } from '../selftest/text.js';
import type { TruthVerdict } from '../selftest/truth.js';
import { RunFolder } from '../store/run-folder.js';
import { type SelftestArgs, VERSION } from './arguments.js';
import type { Io } from './io.js';
import { announce } from './presence.js';

const EXIT_CODES: Readonly<Record<TruthVerdict, ExitCode>> = {
  ok: EXIT.pass,
  wrong: EXIT.failed,
  unknown: EXIT.unknown,
};
const MOST_THREADS = 4;
const FORMAT = 1;

/** Exit 0 when all truths are found, 1 when one is not, 2 when the machine lets no truth be established. */
export async function selftestCommand({ quick, out, json }: SelftestArgs, io: Io): Promise<ExitCode> {
  const threads = Math.min(MOST_THREADS, availableParallelism());
  using presence = await announce(io);
  const kept = out === null ? null : RunFolder.create(join(io.root, 'results'), 'selftest', out, io.cwd);
  // Without --out in the run's own folder, which goes with the run.
  const folder = kept?.path ?? join(presence.folder, 'selftest');
  mkdirSync(folder, { recursive: true });
  const opening = `session lab ${VERSION} · self-test · node ${io.nodeVersion} · about ${duration(selftestSeconds(quick, threads))}\n`;
  io.stderr(opening);
  if (!json) io.stdout(`\n${COLUMNS}\n`);
  const parts = await selftest({
    quick,
    threads,
    folder,
    identity: presence,
    nowUs: io.nowUs,
    wallClock: io.wallClock,
    signal: io.signal,
    hardStop: io.hardStop,
    onPart: (part) => json || io.stdout(partText(part, io.color)),
  }).catch((error: unknown) => {
    if (kept !== null) leave(kept, io);
    throw error;
  });
  const verdict = verdictOf(parts);
  io.stdout(json ? documentOf(quick, verdict, parts) : summaryText(parts));
  kept?.finish((words) => io.stderr(`${words}\n`));
  if (kept !== null) io.stderr(`the histories of all experiments are in ${relative(io.cwd, kept.path)}\n`);
  else if (verdict !== 'ok') io.stderr('to look into the histories yourself, repeat it with --out <folder>\n');
  return EXIT_CODES[verdict];
}

/** A self-test that did not end: what was recorded until then stays where it is, under the name of an unfinished run. */
export function leave(kept: RunFolder, io: Pick<Io, 'stderr' | 'cwd'>): void {
  if (kept.files().length === 0) kept.discard();
  else io.stderr(`the self-test did not end: the histories until then are in ${relative(io.cwd, kept.path)}\n`);
}

function documentOf(quick: boolean, verdict: TruthVerdict, parts: readonly SelftestPart[]): string {
  return `${JSON.stringify({ format: FORMAT, lab: VERSION, quick, seed: SEED, verdict, parts }, null, 2)}\n`;
}

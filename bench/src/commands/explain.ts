/** `lab explain`: the story of one session, from the recorded history. */
import { join } from 'node:path';
import { judgeInThreads } from '../checkers/judge-in-threads.js';
import type { BirthClass } from '../checkers/judgement.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { explainBirth } from '../reporters/explain.js';
import { findRun } from '../store/run-folder.js';
import { readManifest, readTrials } from '../store/run-reader.js';
import type { ExplainArgs } from './arguments.js';
import type { Io } from './io.js';

const SUGGESTED = 5;
const LOST: ReadonlySet<BirthClass> = new Set(['destroyed', 'misrouted', 'gone']);

/** @throws LabError LAB_RUN_NOT_FOUND when no session, or more than one, has a birth that begins so */
export async function explainCommand({ run, session }: ExplainArgs, io: Io): Promise<ExitCode> {
  const dir = findRun(join(io.root, 'results'), io.cwd, run);
  const { trials } = await readTrials(dir, readManifest(dir));
  const judged = [];
  for (const trial of trials) judged.push({ trial, births: (await judgeInThreads(trial)).births });
  const found = judged.flatMap(({ trial, births }) =>
    births.filter(({ birth }) => birth.startsWith(session)).map((verdict) => ({ trial, verdict })),
  );
  const [first, second] = found;
  if (first === undefined) {
    const lost = judged.flatMap(({ births }) => births.filter((birth) => LOST.has(birth.class)));
    const names = lost.slice(0, SUGGESTED).map(({ birth }) => birth);
    throw new LabError(
      'LAB_RUN_NOT_FOUND',
      `no session with a known write has a birth that begins with "${session}"`,
      names.length > 0 ? `lost ones: ${names.join(', ')}` : 'this run lost none',
    );
  }
  if (second !== undefined) {
    const names = found.slice(0, SUGGESTED).map(({ verdict }) => verdict.birth);
    throw new LabError(
      'LAB_RUN_NOT_FOUND',
      `${found.length} sessions have a birth that begins with "${session}"`,
      `type more of it: ${names.join(', ')}`,
    );
  }
  for (const line of explainBirth(first.trial, first.verdict)) io.stdout(`${line}\n`);
  return EXIT.pass;
}

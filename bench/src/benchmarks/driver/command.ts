/** `npm run bench:driver`: measures, judges, prints and keeps what was found; the ratio is the last line. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { VERSION } from '../../commands/arguments.js';
import { commitOf, hostOf } from '../../commands/host.js';
import type { Io } from '../../commands/io.js';
import { announce } from '../../commands/presence.js';
import { EXIT, type ExitCode, LabError } from '../../errors.js';
import { duration } from '../../reporters/figures.js';
import { renderPage, renderText, type Section } from '../stores/page.js';
import { progressOn } from '../stores/progress.js';
import { ResultFolder } from '../stores/result-folder.js';
import { CONTENDERS, type Contender } from './contender.js';
import { figuresOf, judge } from './figures.js';
import { measureDriver, type Slice } from './measure.js';
import { type CpuProfile, type SelfTime, selfTimes } from './profile.js';
import type { DriverBenchmarkArgs } from './program.js';
import { costSection, lastLine, profileSection } from './tables.js';

/** Whose time is looked at: ours in a closed loop and in a trial's pace, and autocannon's for comparison. */
const PROFILED: readonly Contender[] = ['driver', 'driver-paced', 'autocannon'];
/** Of a round, roughly: the paced slice takes its time, the others go as fast as they can. */
const PACED_PER_REQUEST = 1 / 10_000;
const AROUND_PACED_SECONDS = 1.2;
const CLOSED_LOOP_PER_SECOND = 18_000;

/** @throws LabError for a process that dies, and figures that do not fit; then nothing is reported */
export async function driverBenchmark(args: DriverBenchmarkArgs, io: Io): Promise<ExitCode> {
  const startedAt = io.wallClock();
  const commit = await commitOf(io.root);
  using _presence = await announce(io);
  const host = hostOf(io);
  const seconds =
    (args.rounds + (args.profile ? 1.5 : 0.5)) *
    (AROUND_PACED_SECONDS + args.requests * (PACED_PER_REQUEST + 3 / CLOSED_LOOP_PER_SECOND));
  const setting = `node ${io.nodeVersion} · ${host.cores} cores (${host.cpu}) · seed ${args.seed}`;
  io.stderr(`session lab ${VERSION}, benchmark of the load driver · ${setting} · about ${duration(seconds)}\n`);
  const folder = ResultFolder.create(join(io.root, 'results'), { startedAt, name: 'driver', commit });
  const slices = await measure(args, io, folder);
  const profiles = args.profile ? readProfiles(folder) : {};
  const figures = figuresOf(slices);
  const pages: Section[] = [costSection(figures, args.rounds)];
  for (const contender of PROFILED) {
    const times = profiles[contender];
    if (times !== undefined) pages.push(profileSection(contender, times));
  }
  const result = {
    format: 1,
    benchmark: 'driver',
    lab: VERSION,
    commit,
    commandLine: io.commandLine,
    arguments: args,
    startedAt: startedAt.toISOString(),
    finishedAt: io.wallClock().toISOString(),
    versions: { node: io.nodeVersion },
    host,
    figures,
    slices,
    profiles,
  };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  folder.write('result.json', text);
  folder.write('report.md', `# Benchmark of the load driver\n\n${setting}\n\n${renderPage(pages)}`);
  io.stderr(`kept in ${relative(io.cwd, folder.path)}\n`);
  hand(args.json, text, folder, io);
  if (args.json !== '-') {
    io.stdout(`\n${renderText(pages, { color: io.color, columns: io.columns() })}\n${lastLine(figures)}\n`);
  }
  const driver = figures.find(({ contender }) => contender === 'driver');
  return { met: EXIT.pass, 'not met': EXIT.failed, undecided: EXIT.unknown }[judge(driver?.ratio ?? null)];
}

async function measure(args: DriverBenchmarkArgs, io: Io, folder: ResultFolder): Promise<Slice[]> {
  try {
    return await measureDriver({
      contenders: CONTENDERS,
      rounds: args.rounds,
      connections: args.connections,
      requests: args.requests,
      seed: args.seed,
      folder: folder.logDir,
      profiles: args.profile
        ? Object.fromEntries(PROFILED.map((contender) => [contender, profileFile(folder, contender)]))
        : {},
      signal: AbortSignal.any([io.signal, io.hardStop]),
      say: progressOn(io),
    });
  } catch (error) {
    if (error instanceof LabError && error.code === 'LAB_INTERRUPTED') folder.discard();
    throw error;
  } finally {
    // What the contenders recorded was to be written, not to be kept.
    for (const file of ['driver.ndjson', 'autocannon.ndjson']) rmSync(join(folder.logDir, file), { force: true });
  }
}

const profileFile = (folder: ResultFolder, contender: Contender): string =>
  join(folder.path, `${contender}.cpuprofile`);

function readProfiles(folder: ResultFolder): Partial<Record<Contender, SelfTime[]>> {
  return Object.fromEntries(
    PROFILED.map((contender) => {
      const profile = JSON.parse(readFileSync(profileFile(folder, contender), 'utf8')) as CpuProfile;
      return [contender, selfTimes(profile)];
    }),
  );
}

function hand(json: string | null, text: string, folder: ResultFolder, io: Io): void {
  if (json === '-') io.stdout(text);
  if (json === null || json === '-') return;
  try {
    writeFileSync(resolve(io.cwd, json), text);
  } catch (cause) {
    const hint = `the figures are in ${folder.path}`;
    throw new LabError('LAB_FOLDER_UNWRITABLE', `--json ${json}: cannot be written`, hint, { cause });
  }
}

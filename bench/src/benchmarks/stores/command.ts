/** `npm run bench:stores`: measures section by section, judges the promises, prints and keeps what was found. */
import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { redisVersion } from '../../cluster/process/versions.js';
import { VERSION } from '../../commands/arguments.js';
import { commitOf, hostOf } from '../../commands/host.js';
import type { Io } from '../../commands/io.js';
import { announce } from '../../commands/presence.js';
import { type ExitCode, LabError } from '../../errors.js';
import { provisionRedis } from '../../provision/provision.js';
import { duration } from '../../reporters/figures.js';
import { renderPage, renderText, type Section } from './page.js';
import type { BenchmarkArgs } from './program.js';
import { progressOn } from './progress.js';
import { exitCodeOf, type Judged, promisesSection } from './promises.js';
import { ResultFolder } from './result-folder.js';
import { type Measured, SECTIONS, type SectionContext } from './sections.js';

/** @throws LabError for what is missing, a process that dies, and figures that do not fit; then nothing is reported */
export async function benchmarkCommand(args: BenchmarkArgs, io: Io): Promise<ExitCode> {
  const redisServer = await provisionRedis(io);
  using presence = await announce(io);
  const [commit, redis] = await Promise.all([commitOf(io.root), redisVersion(redisServer)]);
  const startedAt = io.wallClock();
  const host = hostOf(io);
  const seconds = args.only.reduce((sum, name) => sum + SECTIONS[name].seconds(args), 0);
  const setting = `node ${io.nodeVersion} · redis ${redis} · ${host.cores} cores (${host.cpu}) · seed ${args.seed}`;
  io.stderr(`session lab ${VERSION}, benchmark of the stores · ${setting} · about ${duration(seconds)}\n`);
  const folder = ResultFolder.create(join(io.root, 'results'), { startedAt, name: 'stores', commit });
  const context = { args, io, redisServer, run: presence, logDir: folder.logDir, say: progressOn(io) };
  const facts = {
    format: 1,
    benchmark: 'stores',
    lab: VERSION,
    commit,
    commandLine: io.commandLine,
    arguments: args,
    startedAt: startedAt.toISOString(),
    versions: { node: io.nodeVersion, redis },
    host,
  };
  const figuresText = (measured: AllMeasured, finishedAt: Date | null): string => {
    const sections = Object.fromEntries(Object.entries(measured).map(([name, { figures }]) => [name, figures]));
    const result = {
      ...facts,
      finishedAt: finishedAt?.toISOString() ?? null,
      sections,
      promises: promisesOf(measured),
    };
    return `${JSON.stringify(result, null, 2)}\n`;
  };
  const measured = await measureAll(context, folder, (soFar) => folder.write(RESULT, figuresText(soFar, null)));
  const promises = promisesOf(measured);
  const pages: Section[] = Object.values(measured).flatMap((one) => one.pages);
  if (promises.length > 0) pages.push(promisesSection(promises));
  const report = `# Benchmark of the stores\n\n${setting}\n\n${renderPage(pages)}`;
  keep(folder, args, io, figuresText(measured, io.wallClock()), report);
  if (args.json !== '-' && !args.markdown) {
    io.stdout(`\n${renderText(pages, { color: io.color, columns: io.columns() })}`);
  }
  io.stderr(`kept in ${relative(io.cwd, folder.path)}\n`);
  return exitCodeOf(promises);
}

const RESULT = 'result.json';
type AllMeasured = Readonly<Record<string, Measured>>;

const promisesOf = (measured: AllMeasured): Judged[] => Object.values(measured).flatMap((one) => one.promises);

/** @param onSection called with all that was measured so far: a later section may fail */
async function measureAll(
  context: SectionContext,
  folder: ResultFolder,
  onSection: (soFar: AllMeasured) => void,
): Promise<AllMeasured> {
  const { args, io, say } = context;
  const measured: Record<string, Measured> = {};
  try {
    for (const name of args.only) {
      measured[name] = await SECTIONS[name].measure(context);
      onSection(measured);
    }
    return measured;
  } catch (error) {
    const done = Object.keys(measured).join(', ');
    const place = relative(io.cwd, folder.path);
    if (done !== '') io.stderr(`the figures of ${done} are in ${place}, nothing else of this run\n`);
    if (!io.signal.aborted) throw error;
    if (done === '') folder.discard();
    throw new LabError('LAB_INTERRUPTED', 'interrupted: nothing is reported');
  } finally {
    say('');
  }
}

/** In its folder, and where the person wants it. */
function keep(folder: ResultFolder, { json, markdown }: BenchmarkArgs, io: Io, figures: string, report: string): void {
  folder.write(RESULT, figures);
  folder.write('report.md', report);
  if (json === '-') io.stdout(figures);
  else if (markdown) io.stdout(report);
  if (json === null || json === '-') return;
  try {
    writeFileSync(resolve(io.cwd, json), figures);
  } catch (error) {
    throw new LabError(
      'LAB_FOLDER_UNWRITABLE',
      `--json ${json}: cannot be written`,
      `the figures are in ${folder.path}`,
      {
        cause: error,
      },
    );
  }
}

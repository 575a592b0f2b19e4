/** `lab run`: scenarios in, a run's folder out; says what it does while it does it, and what it found. */
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import type { Findings } from '../analysis/findings.js';
import type { Manifest } from '../analysis/manifest.js';
import { machineFacts } from '../analysis/noise.js';
import type { RunIdentity } from '../cluster/registry/identity.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { machineDoubts } from '../machine/doubts.js';
import { type MachineScore, scoreMachine } from '../machine/score.js';
import { drawPlan } from '../plan/plan.js';
import { withoutFlags } from '../reporters/again.js';
import { duration } from '../reporters/figures.js';
import { renderTerminal } from '../reporters/terminal/terminal.js';
import { assertRoom, neededBytes } from '../runner/disk.js';
import { freeBytes } from '../runner/machine-source.js';
import { run } from '../runner/run.js';
import { type ScenarioFiles, scenarioFiles } from '../scenario/files.js';
import { loadScenarios } from '../scenario/load.js';
import type { Scenario } from '../scenario/scenario.js';
import { readNoiseFloor } from '../store/noise-floors.js';
import { RunFolder, runFolderName } from '../store/run-folder.js';
import { type RunArgs, VERSION } from './arguments.js';
import { externalGround, externalOf, type Ground, ownGround, problemsOfFlags } from './ground.js';
import { commitOf, hostOf } from './host.js';
import type { Io } from './io.js';
import { announce } from './presence.js';
import { findingsText, publish } from './publication.js';
import { estimateSeconds, RunProgress } from './run-progress.js';

/** @throws LabError for bad input, before anything is started, and for what is missing */
export async function runCommand(args: RunArgs, io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const scenarios = scenariosOf(args, files);
  const external = externalOf(args, scenarios, args.overrides);
  const tell = ({ findings, manifest, report }: Outcome): Told => {
    if (args.json) return { text: findingsText(findings), exitCode: exitCodeOf(findings) };
    const { color } = io;
    const options = { color, columns: io.columns(), command: manifest.commandLine, reportPath: report };
    return { text: `\n${renderTerminal(findings, options)}`, exitCode: exitCodeOf(findings) };
  };
  if (external === null) return conduct(args, scenarios, io, tell);
  return conduct(args, external.scenarios, io, tell, () => externalGround(external, io));
}

/** @throws LabError that lists all that is wrong with scenarios, flags and targets at once */
export function scenariosOf(args: RunArgs, files: ScenarioFiles): readonly Scenario[] {
  return loadScenarios(args.scenarios, args.overrides, files, problemsOfFlags(args, args.overrides));
}

/** A run that is over, whole or interrupted. */
export interface Outcome {
  readonly findings: Findings;
  readonly manifest: Manifest;
  /** Absolute path of the run's folder. */
  readonly dir: string;
  /** Path of its report, as a person would type it. */
  readonly report: string;
}

/** What a person is told at the end, on standard output, and the exit code unless the run was interrupted. */
export interface Told {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * Runs scenarios, from the opening line to the folder in its place.
 *
 * @param tell what there is to say of a run of which something was measured
 * @param prepare finds what the clusters stand on
 */
export async function conduct(
  args: Pick<RunArgs, 'blocks' | 'seed' | 'out'>,
  scenarios: readonly Scenario[],
  io: Io,
  tell: (outcome: Outcome) => Told | Promise<Told>,
  prepare: (io: Io) => Promise<Ground> = ownGround,
): Promise<ExitCode> {
  const ground = await prepare(io);
  using presence = await announce(io);
  const machine = await scoreMachine(io.nowUs, cpus().length);
  const manifest = await firstManifest(args, io, scenarios, ground, machine);
  const name = scenarios.map((scenario) => scenario.name).join('+');
  const folderName = runFolderName({ startedAt: new Date(manifest.startedAt), name, commit: manifest.commit });
  const folder = RunFolder.create(join(io.root, 'results'), folderName, args.out, io.cwd);
  requireRoom(folder, scenarios, args.blocks);
  folder.writeManifest(manifest);
  io.stderr(
    `${opening(manifest, estimateSeconds(scenarios, args.blocks))}\n${noteLines(ground)}${doubtLines(machine)}\n`,
  );
  try {
    await measure({ args, io, scenarios, ground, folder, identity: presence });
  } catch (error) {
    // An interruption in the middle of a start is no failure.
    if (error instanceof LabError && error.code === 'LAB_INTERRUPTED') return finish(io, folder, manifest, tell);
    await keepFailed(io, folder, manifest);
    throw error;
  }
  return finish(io, folder, manifest, tell);
}

/** @throws LabError LAB_DISK_FULL, and leaves nothing behind */
function requireRoom(folder: RunFolder, scenarios: readonly Scenario[], blocks: number): void {
  try {
    assertRoom(folder.path, freeBytes(folder.path), neededBytes(scenarios, blocks));
  } catch (error) {
    folder.discard();
    throw error;
  }
}

/** What was measured and logged before a failure stays where it is, under the name of an unfinished run. */
async function keepFailed(io: Io, folder: RunFolder, running: Manifest): Promise<void> {
  if (folder.files().every((file) => file === 'manifest.json')) {
    folder.discard();
    return;
  }
  const manifest: Manifest = { ...running, finishedAt: io.wallClock().toISOString(), status: 'failed' };
  await publish(folder, manifest);
  folder.writeManifest({ ...manifest, files: folder.files() });
  io.stderr(`the run failed: what it has, logs included, is in ${relative(io.cwd, folder.path)}\n`);
}

const noteLines = ({ notes }: Ground): string => notes.map((note) => `${note}\n`).join('');

/** What speaks against latency measured here and now; empty on a quiet machine. */
function doubtLines(machine: MachineScore): string {
  return machineDoubts(machine)
    .map(({ text, advice }) => `! this machine: ${text}; counts stay exact, latency suffers\n  → ${advice}\n`)
    .join('');
}

interface Measurement {
  readonly args: Pick<RunArgs, 'blocks' | 'seed'>;
  readonly io: Io;
  readonly scenarios: readonly Scenario[];
  readonly ground: Ground;
  readonly folder: RunFolder;
  readonly identity: RunIdentity;
}

async function measure({ args, io, scenarios, ground, folder, identity }: Measurement): Promise<void> {
  io.hardStop.addEventListener('abort', ground.abandon);
  using progress = new RunProgress(io, scenarios, args.blocks);
  await run({
    scenarios,
    blocks: args.blocks,
    seed: args.seed,
    driver: ground.driver,
    allowedHosts: ground.allowedHosts,
    nowUs: io.nowUs,
    wallClock: io.wallClock,
    identity,
    signal: io.signal,
    hardStop: io.hardStop,
    trialDir: (scenario, block, design) => folder.trialDir(scenario, block, design),
    discardedDir: () => folder.discardedDir(),
    dropDiscarded: () => folder.dropDiscarded(),
    onDiscarded: (trial) => progress.discarding(trial),
    onTrial: (trial, state) => progress.update(trial, state),
    onFailure: (error) => progress.note(error.message),
  });
}

async function firstManifest(
  args: Pick<RunArgs, 'blocks' | 'seed'>,
  io: Io,
  scenarios: readonly Scenario[],
  { versions, timeOutsMs }: Ground,
  machine: MachineScore,
): Promise<Manifest> {
  const host = hostOf(io);
  const commit = await commitOf(io.root);
  return {
    format: 1,
    lab: VERSION,
    commit,
    seed: args.seed,
    blocks: args.blocks,
    commandLine: repeatable(io.commandLine),
    startedAt: io.wallClock().toISOString(),
    finishedAt: null,
    status: 'running',
    scenarios: scenarios.map(({ name }) => name),
    planHashes: Object.fromEntries(scenarios.map(({ name, load }) => [name, drawPlan(load, args.seed, 1).hash])),
    timeOutsMs: { ...timeOutsMs, ...clientTimeOuts(scenarios) },
    versions: { lab: VERSION, node: io.nodeVersion, ...versions },
    host,
    machine,
    noise: readNoiseFloor(join(io.root, 'results'), machineFacts(host)),
    files: [],
  };
}

/** The command that repeats the run: a folder that the first one filled would refuse the second. */
function repeatable(commandLine: string): string {
  return withoutFlags(commandLine, { valued: ['--out'] });
}

/** By scenario where they differ. */
function clientTimeOuts(scenarios: readonly Scenario[]): Record<string, number> {
  const values = new Set(scenarios.map(({ load }) => load.timeoutMs));
  const [only] = values;
  if (values.size === 1 && only !== undefined) return { 'shopper for an answer': only };
  return Object.fromEntries(scenarios.map(({ name, load }) => [`shopper for an answer (${name})`, load.timeoutMs]));
}

/** `session lab 0.1.0 · node 20.20.2 · redis 7.0.15 · haproxy 2.6.12 · 2 cores, 24 GB · seed 1 · about 2 min` */
function opening({ lab, versions, host, seed }: Manifest, seconds: number): string {
  const programs = Object.entries(versions).flatMap(([name, version]) =>
    name === 'lab' ? [] : [`${name} ${version}`],
  );
  const machine = `${host.cores} cores, ${Math.round(host.memoryBytes / 2 ** 30)} GB`;
  return `session lab ${lab} · ${programs.join(' · ')} · ${machine} · seed ${seed} · about ${duration(seconds)}`;
}

async function finish(
  io: Io,
  folder: RunFolder,
  running: Manifest,
  tell: (outcome: Outcome) => Told | Promise<Told>,
): Promise<ExitCode> {
  const interrupted = io.signal.aborted;
  const status = interrupted ? 'interrupted' : 'complete';
  const manifest: Manifest = { ...running, finishedAt: io.wallClock().toISOString(), status };
  const findings = await publish(folder, manifest);
  if (Object.keys(findings.scenarios).length === 0) {
    folder.discard();
    if (interrupted) io.stderr('interrupted before anything was measured\n');
    return EXIT.interrupted;
  }
  folder.writeManifest({ ...manifest, files: folder.files() });
  folder.finish((words) => io.stderr(`${words}\n`));
  const report = relative(io.cwd, join(folder.path, 'report.md'));
  const { text, exitCode } = await tell({ findings, manifest, dir: folder.path, report });
  io.stdout(text);
  if (!interrupted) return exitCode;
  io.stderr(`interrupted: what was measured until then is in ${report}\n`);
  return EXIT.interrupted;
}

/** A failed expectation outweighs an unknown verdict. */
function exitCodeOf({ scenarios }: Findings): ExitCode {
  const verdicts = Object.values(scenarios).map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return EXIT.failed;
  return verdicts.length === 0 || verdicts.includes('unknown') ? EXIT.unknown : EXIT.pass;
}

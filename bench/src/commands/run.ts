/** `lab run`: scenarios in, a run's folder out; says what it does while it does it, and what it found. */
import { join, relative } from 'node:path';
import type { Findings, Manifest } from '../analysis/findings.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { TIME_OUTS_MS } from '../cluster/process/time-outs.js';
import { haproxyVersion, redisVersion } from '../cluster/process/versions.js';
import type { RunIdentity } from '../cluster/registry/identity.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { drawPlan } from '../plan/plan.js';
import { type Provisioned, provision } from '../provision/provision.js';
import { duration } from '../reporters/figures.js';
import { renderTerminal } from '../reporters/terminal/terminal.js';
import { run } from '../runner/run.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenarios } from '../scenario/load.js';
import type { Scenario } from '../scenario/scenario.js';
import { RunFolder, runFolderName } from '../store/run-folder.js';
import { type RunArgs, VERSION } from './arguments.js';
import { commitOf, hostOf } from './host.js';
import type { Io } from './io.js';
import { announce } from './presence.js';
import { findingsText, publish } from './publication.js';
import { estimateSeconds, RunProgress } from './run-progress.js';

/** @throws LabError for bad input, before anything is started, and for what is missing */
export async function runCommand(args: RunArgs, io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const scenarios = loadScenarios(args.scenarios, args.overrides, files);
  const programs = await provision(io);
  using presence = await announce(io);
  const manifest = await firstManifest(args, io, scenarios, programs);
  const name = scenarios.map((scenario) => scenario.name).join('+');
  const folderName = runFolderName({ startedAt: new Date(manifest.startedAt), name, commit: manifest.commit });
  const folder = RunFolder.create(join(io.root, 'results'), folderName, args.out, io.cwd);
  folder.writeManifest(manifest);
  io.stderr(`${opening(manifest, estimateSeconds(scenarios, args.blocks))}\n\n`);
  try {
    await measure({ args, io, scenarios, programs, folder, identity: presence });
  } catch (error) {
    // An interruption in the middle of a start is no failure.
    if (error instanceof LabError && error.code === 'LAB_INTERRUPTED') return finish(args, io, folder, manifest);
    await keepFailed(io, folder, manifest);
    throw error;
  }
  return finish(args, io, folder, manifest);
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

interface Measurement {
  readonly args: RunArgs;
  readonly io: Io;
  readonly scenarios: readonly Scenario[];
  readonly programs: Provisioned;
  readonly folder: RunFolder;
  readonly identity: RunIdentity;
}

async function measure({ args, io, scenarios, programs, folder, identity }: Measurement): Promise<void> {
  const driver = createProcessDriver(programs);
  io.hardStop.addEventListener('abort', () => driver.abandon());
  using progress = new RunProgress(io, scenarios, args.blocks);
  await run({
    scenarios,
    blocks: args.blocks,
    seed: args.seed,
    driver,
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
  args: RunArgs,
  io: Io,
  scenarios: readonly Scenario[],
  { redisServer, haproxy }: Provisioned,
): Promise<Manifest> {
  const [commit, redis, balancer] = await Promise.all([
    commitOf(io.root),
    redisVersion(redisServer),
    haproxyVersion(haproxy),
  ]);
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
    timeOutsMs: { ...TIME_OUTS_MS, ...clientTimeOuts(scenarios) },
    versions: { lab: VERSION, node: io.nodeVersion, redis, haproxy: balancer },
    host: hostOf(io),
    files: [],
  };
}

/** The command that repeats the run: a folder that the first one filled would refuse the second. */
function repeatable(commandLine: string): string {
  return commandLine.replace(/ --out(=| )('[^']*'|\S+)/, '');
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
  const { node, redis, haproxy } = versions;
  const machine = `${host.cores} cores, ${Math.round(host.memoryBytes / 2 ** 30)} GB`;
  return `session lab ${lab} · node ${node} · redis ${redis} · haproxy ${haproxy} · ${machine} · seed ${seed} · about ${duration(seconds)}`;
}

async function finish(args: RunArgs, io: Io, folder: RunFolder, running: Manifest): Promise<ExitCode> {
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
  folder.finish();
  const report = relative(io.cwd, join(folder.path, 'report.md'));
  if (args.json) io.stdout(findingsText(findings));
  else {
    io.stdout(
      `\n${renderTerminal(findings, { color: io.color, columns: io.columns(), command: manifest.commandLine, reportPath: report })}`,
    );
  }
  if (interrupted) {
    io.stderr(`interrupted: what was measured until then is in ${report}\n`);
    return EXIT.interrupted;
  }
  return exitCodeOf(findings);
}

/** A failed expectation outweighs an unknown verdict. */
function exitCodeOf({ scenarios }: Findings): ExitCode {
  const verdicts = Object.values(scenarios).map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return EXIT.failed;
  return verdicts.length === 0 || verdicts.includes('unknown') ? EXIT.unknown : EXIT.pass;
}

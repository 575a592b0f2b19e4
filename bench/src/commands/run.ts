/** `lab run`: scenarios in, a run's folder out; says what it does while it does it, and what it found. */
import { join, relative } from 'node:path';
import type { Findings, Manifest } from '../analysis/findings.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { registryFolder } from '../cluster/registry/run-record.js';
import { findOtherLabs, sweepLeftovers } from '../cluster/registry/sweep.js';
import { EXIT, type ExitCode } from '../errors.js';
import { drawPlan } from '../plan/plan.js';
import { provision } from '../provision/provision.js';
import { renderTerminal } from '../reporters/terminal/terminal.js';
import { run } from '../runner/run.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenarios } from '../scenario/load.js';
import type { Scenario } from '../scenario/scenario.js';
import { RunFolder, runFolderName } from '../store/run-folder.js';
import { commitOf, hostOf } from './host.js';
import type { Io } from './io.js';
import { type RunArgs, VERSION } from './program.js';
import { findingsText, publish } from './publication.js';
import { RunProgress } from './run-progress.js';

/** @throws LabError for bad input, before anything is started, and for what is missing */
export async function runCommand(args: RunArgs, io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const scenarios = loadScenarios(args.scenarios, args.overrides, files);
  const programs = await provision(io);
  await noticeOthers(io);
  const driver = createProcessDriver(programs);
  io.hardStop.addEventListener('abort', () => driver.abandon());
  const startedAt = io.wallClock();
  const commit = await commitOf(io.root);
  const name = scenarios.map((scenario) => scenario.name).join('+');
  const folder = RunFolder.create(
    join(io.root, 'results'),
    runFolderName({ startedAt, name, commit }),
    args.out,
    io.cwd,
  );
  let manifest = firstManifest(args, io, scenarios, startedAt, commit);
  folder.writeManifest(manifest);

  using progress = new RunProgress(io, scenarios, args.blocks);
  await run({
    scenarios,
    blocks: args.blocks,
    seed: args.seed,
    driver,
    nowUs: io.nowUs,
    wallClock: io.wallClock,
    env: io.env,
    signal: io.signal,
    trialDir: (scenario, block, design) => folder.trialDir(scenario, block, design),
    onTrial: (trial, state) => {
      progress.update(trial, state);
      if (state === 'started' || !('done' in state)) return;
      manifest = { ...manifest, versions: { ...manifest.versions, ...state.versions } };
      folder.writeManifest(manifest);
    },
  });
  progress[Symbol.dispose]();
  return finish(args, io, folder, manifest);
}

/** Removes what a killed lab left behind, and tells of labs that live. */
async function noticeOthers(io: Io): Promise<void> {
  const registry = registryFolder(io.tmp, io.uid ?? 0);
  const table = systemProcessTable(io.platform);
  const pids = (await sweepLeftovers(registry, table)).flatMap((run) => run.pids);
  if (pids.length > 0) io.stderr(`lab: removed ${pids.length} processes that a killed run had left behind\n`);
  for (const { pid } of findOtherLabs(registry, table, io.pid)) {
    io.stderr(`lab: another lab runs on this machine (process ${pid}): counts stay exact, latency of both suffers\n`);
  }
}

function firstManifest(
  args: RunArgs,
  io: Io,
  scenarios: readonly Scenario[],
  startedAt: Date,
  commit: string | null,
): Manifest {
  return {
    format: 1,
    lab: VERSION,
    commit,
    seed: args.seed,
    blocks: args.blocks,
    commandLine: io.commandLine,
    startedAt: startedAt.toISOString(),
    finishedAt: null,
    status: 'running',
    scenarios: scenarios.map(({ name }) => name),
    planHashes: Object.fromEntries(scenarios.map(({ name, load }) => [name, drawPlan(load, args.seed, 1).hash])),
    versions: { node: io.nodeVersion, lab: VERSION },
    host: hostOf(io),
    files: [],
  };
}

function finish(args: RunArgs, io: Io, folder: RunFolder, running: Manifest): ExitCode {
  const interrupted = io.signal.aborted;
  const manifest: Manifest = {
    ...running,
    finishedAt: io.wallClock().toISOString(),
    status: interrupted ? 'interrupted' : 'complete',
  };
  const findings = publish(folder, manifest);
  folder.writeManifest({ ...manifest, files: folder.files() });
  folder.finish();
  const report = relative(io.cwd, join(folder.path, 'report.md'));
  if (args.json) io.stdout(findingsText(findings));
  else {
    const { color, commandLine: command } = io;
    io.stdout(`\n${renderTerminal(findings, { color, columns: io.columns(), command, reportPath: report })}`);
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

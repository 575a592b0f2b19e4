/** `lab noise`: one design against itself, so that what this machine does by chance is known and can be quoted. */
import { join, relative } from 'node:path';
import { machineFacts, noiseFloor } from '../analysis/noise.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { renderNoise } from '../reporters/noise.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenarios } from '../scenario/load.js';
import type { Design, Scenario } from '../scenario/scenario.js';
import { writeNoiseFloor } from '../store/noise-floors.js';
import { readTrials } from '../store/run-reader.js';
import type { NoiseArgs } from './arguments.js';
import type { Io } from './io.js';
import { conduct, type Outcome, type Told } from './run.js';

/** Exit 0 when measured, 1 when a design was found better than itself, 2 when no two blocks could be used. */
export async function noiseCommand(args: NoiseArgs, io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const overrides = { ...args.overrides, designs: args.design };
  const [scenario] = loadScenarios([args.scenario], overrides, files);
  const [design, another] = scenario?.designs ?? [];
  if (scenario === undefined || design === undefined || another !== undefined) {
    throw new LabError('LAB_USAGE', `--design ${args.design}: found several, expected one design`, 'one runs twice');
  }
  return conduct({ ...args, out: null }, [againstItself(scenario, design)], io, (outcome) =>
    keep(args, design, scenario.name, outcome, io),
  );
}

/** The same design under two names; what the scenario expects is asked of it elsewhere. */
export function againstItself(scenario: Scenario, design: Design): Scenario {
  const again = { ...design, name: `${design.name}-again`, label: design.label.replace(/\)$/, ', again)') };
  return { ...scenario, designs: [design, again], expect: {} };
}

async function keep(
  { json }: NoiseArgs,
  design: Design,
  scenario: string,
  { findings, manifest, dir, report }: Outcome,
  io: Io,
): Promise<Told> {
  const found = findings.scenarios[scenario];
  if (found === undefined) throw new Error(`findings without ${scenario}`);
  const { trials } = await readTrials(dir, manifest);
  const measuredAt = manifest.finishedAt ?? manifest.startedAt;
  const floor = noiseFloor({ scenario, design: design.name, findings: found, trials, measuredAt });
  const isMeasured = floor.p50.spread !== null;
  const results = join(io.root, 'results');
  // What an interrupted run has is shown, and does not take the place of a whole one.
  const isKept = isMeasured && manifest.status === 'complete';
  const stored = isKept ? relative(io.cwd, writeNoiseFloor(results, machineFacts(manifest.host), floor)) : null;
  const words = { floor, scenario: found, stored, report, columns: io.columns(), command: manifest.commandLine };
  const text = json ? `${JSON.stringify(floor, null, 2)}\n` : renderNoise(words);
  if (!isMeasured) return { text, exitCode: EXIT.unknown };
  const isBiased = found.comparisons.some(({ verdict }) => verdict === 'better');
  return { text, exitCode: isBiased ? EXIT.failed : EXIT.pass };
}

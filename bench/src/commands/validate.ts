/** `lab validate`: checks scenario files by the same path as `run`, and runs nothing. */
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../errors.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenarios } from '../scenario/load.js';
import type { ValidateArgs } from './arguments.js';
import type { Io } from './io.js';

/** @throws LabError with the listing of all problems */
export async function validateCommand(args: ValidateArgs, io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const names = args.scenarios.length > 0 ? args.scenarios : files.names();
  const scenarios = loadScenarios(names, {}, files);
  for (const { name, designs } of scenarios) {
    io.stdout(`${name}: valid (${designs.map((design) => design.name).join(', ')})\n`);
  }
  return EXIT.pass;
}

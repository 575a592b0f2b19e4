/** `lab report`: prints the tables of a run and writes its report and charts again, from the recorded history. */
import { join, relative } from 'node:path';
import { EXIT, type ExitCode } from '../errors.js';
import { renderTerminal } from '../reporters/terminal/terminal.js';
import { findRun, RunFolder } from '../store/run-folder.js';
import { readManifest } from '../store/run-reader.js';
import type { ReportArgs } from './arguments.js';
import type { Io } from './io.js';
import { publish } from './publication.js';

export async function reportCommand({ run }: ReportArgs, io: Io): Promise<ExitCode> {
  const dir = findRun(join(io.root, 'results'), io.cwd, run);
  const manifest = readManifest(dir);
  const findings = await publish(RunFolder.open(dir), manifest, (reason) =>
    io.stderr(`${reason}; this trial is left out\n`),
  );
  io.stdout(
    renderTerminal(findings, {
      color: io.color,
      columns: io.columns(),
      command: manifest.commandLine,
      reportPath: relative(io.cwd, join(dir, 'report.md')),
    }),
  );
  return EXIT.pass;
}

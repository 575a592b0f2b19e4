/**
 * What a long history costs: makes one up, counts it, and measures `lab check` of it in a process of its own.
 *
 *   node bench/dist/benchmarks/history/main.js [--operations 5000000] [--heartbeats 3] [--live 10000] [--keep <folder>]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { Io } from '../../commands/io.js';
import { live } from '../../commands/life.js';
import { findingsText, recompute } from '../../commands/publication.js';
import { EXIT, type ExitCode, LabError } from '../../errors.js';
import { readManifest } from '../../store/run-reader.js';
import { operationsOf, type Shape } from './journeys.js';
import type { Taken } from './measured.js';
import { writeRun } from './run-made-up.js';
import { wrongIn } from './truth.js';

/** What the lab promises of five million operations. */
const PROMISED = { seconds: 60, bytes: 500e6 } as const;

await live(async (argv, io) => {
  const { operations, heartbeats, live: alive, keep } = argumentsOf(argv);
  const folder = keep ?? mkdtempSync(join(io.tmp, 'session-lab-bench-history-'));
  try {
    return await measure(folder, io, {
      shoppers: Math.round(operations / operationsOf(heartbeats)),
      heartbeats,
      live: alive,
    });
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}, 'node bench/dist/benchmarks/history/main.js');

function argumentsOf(argv: readonly string[]) {
  const number = (name: string, text: string): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new LabError('LAB_USAGE', `--${name}: found "${text}", expected a whole number`);
  };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        operations: { type: 'string', default: '5000000' },
        heartbeats: { type: 'string', default: '3' },
        live: { type: 'string', default: '10000' },
        keep: { type: 'string' },
      },
    });
    const { keep, ...numbers } = values;
    const of = (name: keyof typeof numbers) => number(name, numbers[name]);
    return { operations: of('operations'), heartbeats: of('heartbeats'), live: of('live'), keep };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('LAB_USAGE', (error as Error).message);
  }
}

async function measure(runDir: string, io: Io, shape: Shape): Promise<ExitCode> {
  if (existsSync(join(runDir, 'trials'))) {
    throw new LabError('LAB_USAGE', `--keep ${runDir}: found a run there, expected a new folder`);
  }
  const truth = await timed(io, 'written and merged', () => writeRun(runDir, shape));
  const { findings } = await timed(io, 'counted', () => recompute(runDir, readManifest(runDir)));
  writeFileSync(join(runDir, 'findings.json'), findingsText(findings));
  for (const wrong of wrongIn(findings, truth)) throw new LabError('LAB_MEASUREMENT_VOID', wrong);
  const measured = new URL('./measured.js', import.meta.url).pathname;
  const { stdout } = await execa(io.nodePath, [measured, runDir], { cancelSignal: io.signal, stderr: 'inherit' });
  const { seconds, cpuSeconds, rssPeakBytes } = JSON.parse(stdout.split('\n').at(-1) ?? '') as Taken;
  const { operations, started } = truth;
  const megabytes = (rssPeakBytes / 1e6).toFixed(0);
  io.stdout(
    `lab check: ${operations.toLocaleString('en')} operations of ${started.toLocaleString('en')} sessions in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU, ${megabytes} MB at its peak\n`,
  );
  const kept = seconds <= PROMISED.seconds && rssPeakBytes <= PROMISED.bytes;
  io.stdout(`promise (${PROMISED.seconds} s, ${PROMISED.bytes / 1e6} MB): ${kept ? 'kept' : 'not kept'}\n`);
  return kept ? EXIT.pass : EXIT.failed;
}

async function timed<T>(io: Io, what: string, work: () => Promise<T>): Promise<T> {
  const fromUs = io.nowUs();
  const result = await work();
  io.stderr(`${what} in ${((io.nowUs() - fromUs) / 1e6).toFixed(1)} s\n`);
  return result;
}

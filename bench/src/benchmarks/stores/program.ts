/** The command line of the benchmark of the stores. */
import { type Command, InvalidArgumentError } from 'commander';
import { commandLine, MAX_SEED, runLine, wholeNumber } from '../../commands/command-line.js';
import type { Io } from '../../commands/io.js';
import { EXIT, type ExitCode } from '../../errors.js';
import { SECTION_NAMES, type SectionName } from './section-names.js';

export const BENCH_STORES = 'npm run bench:stores --';
const MAX_ROUNDS = 1000;
const MAX_CONNECTIONS = 256;
const MAX_ITEM_BYTES = 100_000;

export interface BenchmarkArgs {
  readonly quick: boolean;
  readonly seed: number;
  /** null: as many as usual. */
  readonly rounds: number | null;
  readonly connections: number;
  readonly itemBytes: number;
  readonly only: readonly SectionName[];
  /** File for the figures, `-` for standard output; null for neither. */
  readonly json: string | null;
  readonly markdown: boolean;
}

/** @returns the exit code; 64 when the command line is wrong @throws whatever the benchmark throws */
export async function runBenchmarkProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const program = buildBenchmarkProgram(io, async (args) => {
    const { benchmarkCommand } = await import('./command.js');
    exitCode = await benchmarkCommand(args, io);
  });
  return runLine(program, argv, () => exitCode);
}

interface Flags extends Pick<BenchmarkArgs, 'seed' | 'connections' | 'itemBytes'> {
  readonly quick?: boolean;
  readonly rounds?: number;
  readonly only?: readonly SectionName[];
  readonly json?: string;
  readonly markdown?: boolean;
}

/** @param run what happens when the line is right */
export function buildBenchmarkProgram(io: Io, run: (args: BenchmarkArgs) => Promise<void>): Command {
  return commandLine(BENCH_STORES, io)
    .usage('[options]')
    .description('What each way to keep sessions costs: throughput, latency, CPU, memory, Redis.')
    .option('--quick', 'fewer rounds and cells: about 105 s, wider intervals')
    .option('--seed <number>', 'another seed draws another order', wholeNumber(0, MAX_SEED), 1)
    .option('--rounds <count>', 'rounds under load (default: 5, quick 3)', wholeNumber(1, MAX_ROUNDS))
    .option('--connections <count>', 'visitors at a time', wholeNumber(1, MAX_CONNECTIONS), 32)
    .option('--item-bytes <bytes>', 'kept with every item of a session', wholeNumber(0, MAX_ITEM_BYTES), 0)
    .option('--only <sections>', `some of ${SECTION_NAMES.join(',')} (default: all)`, sectionNames)
    .option('--json <file>', 'figures as JSON; with - on standard output, alone')
    .option('--markdown', 'print Markdown, as in report.md')
    .helpOption('-h, --help', 'this page')
    .addHelpText('after', EXAMPLES)
    .action(({ quick, rounds, only, json, markdown, ...rest }: Flags) =>
      run({
        ...rest,
        quick: quick === true,
        rounds: rounds ?? null,
        only: only ?? SECTION_NAMES,
        json: json ?? null,
        markdown: markdown === true,
      }),
    );
}

const EXAMPLES = `
Examples:
  ${BENCH_STORES} --quick
  ${BENCH_STORES} --rounds 10             # narrower intervals
  ${BENCH_STORES} --only macro --json -   # for a script`;

function sectionNames(text: string): SectionName[] {
  const names = text.split(',').map((name) => name.trim());
  const known = SECTION_NAMES.filter((name) => names.includes(name));
  if (known.length === new Set(names).size) return known;
  throw new InvalidArgumentError(`Expected some of ${SECTION_NAMES.join(', ')}.`);
}

/** The command line of the benchmark of the load driver. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { Io } from '../../commands/io.js';
import { EXIT, type ExitCode } from '../../errors.js';

export const BENCH_DRIVER = 'npm run bench:driver --';
const MAX_SEED = 2 ** 31 - 1;
const MAX_ROUNDS = 1000;
const MAX_CONNECTIONS = 1000;
const MAX_REQUESTS = 10_000_000;
const HELP_WIDTH = 80;

export interface DriverBenchmarkArgs {
  readonly seed: number;
  readonly rounds: number;
  readonly connections: number;
  /** Of a slice. */
  readonly requests: number;
  /** Also show where the time goes. */
  readonly profile: boolean;
  /** File for the figures, `-` for standard output; null for neither. */
  readonly json: string | null;
}

/** @returns the exit code; 64 when the command line is wrong @throws whatever the benchmark throws */
export async function runDriverProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const program = buildDriverProgram(io, async (args) => {
    const { driverBenchmark } = await import('./command.js');
    exitCode = await driverBenchmark(args, io);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  }
}

interface Flags extends Omit<DriverBenchmarkArgs, 'profile' | 'json'> {
  readonly profile?: boolean;
  readonly json?: string;
}

/** @param run what happens when the line is right */
export function buildDriverProgram(io: Io, run: (args: DriverBenchmarkArgs) => Promise<void>): Command {
  return new Command()
    .name(BENCH_DRIVER)
    .usage('[options]')
    .description('What a request costs the load driver, with everything it checks, beside autocannon.')
    .option('--seed <number>', 'another seed draws another order', wholeNumber(0, MAX_SEED), 1)
    .option('--rounds <count>', 'slices of each sender', wholeNumber(1, MAX_ROUNDS), 9)
    .option('--connections <count>', 'at a time', wholeNumber(1, MAX_CONNECTIONS), 32)
    .option('--requests <count>', 'of a slice', wholeNumber(1, MAX_REQUESTS), 40_000)
    .option('--profile', 'also show where the time goes, by function')
    .option('--json <file>', 'figures as JSON; with - on standard output, alone')
    .helpOption('-h, --help', 'this page')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(false)
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, getOutHasColors: () => io.color })
    .addHelpText('after', EXAMPLES)
    .action(({ profile, json, ...rest }: Flags) => run({ ...rest, profile: profile === true, json: json ?? null }));
}

const EXAMPLES = `
Examples:
  ${BENCH_DRIVER} --profile     # and what the rest costs
  ${BENCH_DRIVER} --rounds 21   # a narrower interval`;

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

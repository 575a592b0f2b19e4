/** What the command lines of the lab and of its benchmarks have in common. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { EXIT, type ExitCode } from '../errors.js';
import type { Io } from './io.js';

export const MAX_SEED = 2 ** 31 - 1;
/** Help is laid out for the narrowest usual terminal, and the same everywhere. */
const HELP_WIDTH = 80;

/** A program that speaks by `io`, and throws where others would exit. */
export function commandLine(name: string, io: Io): Command {
  return new Command()
    .name(name)
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError(false)
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr, getOutHasColors: () => io.color });
}

/**
 * Parses one command line, and runs what it asks for.
 *
 * @param argv arguments after the program's name
 * @param exitCode of what ran
 * @returns the exit code; 64 when the command line is wrong
 * @throws whatever the command throws
 */
export async function runLine(program: Command, argv: readonly string[], exitCode: () => ExitCode): Promise<ExitCode> {
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  }
}

/** @returns reads the value of a flag @throws InvalidArgumentError for anything else, which commander reports */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

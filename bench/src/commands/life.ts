/**
 * The life of a command's process: run it, say what went wrong, let everything that was written arrive, exit. The entries
 * call it, and nothing else exits.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../errors.js';
import { describeFailure } from './failure.js';
import { createIo, type Io } from './io.js';

/**
 * @param program what the process is for
 * @param typedAs how a person types it, `npm run lab --`
 */
export async function live(
  program: (argv: readonly string[], io: Io) => Promise<ExitCode>,
  typedAs: string,
): Promise<never> {
  const io = createIo(() => process.exit(EXIT.interrupted), typedAs);

  function fail(error: unknown): ExitCode {
    const logPath = join(io.tmp, `session-lab-bug-${io.pid}.log`);
    const failure = describeFailure(error, logPath);
    io.stderr(failure.text);
    if (failure.isBug) {
      const facts = `node ${io.nodeVersion} on ${io.platform}\n`;
      writeFileSync(logPath, `${io.wallClock().toISOString()} ${io.commandLine}\n${facts}${failure.text}`);
    }
    return failure.exitCode;
  }

  async function end(exitCode: ExitCode): Promise<never> {
    await io.flush();
    process.exit(io.outputLost() && exitCode === EXIT.pass ? EXIT.unavailable : exitCode);
  }

  // An error that nobody awaited is a bug too: it must not leave the process half alive, nor a cluster behind.
  function failHard(error: unknown): void {
    io.stopHard();
    void end(fail(error));
  }
  process.on('uncaughtException', failHard);
  process.on('unhandledRejection', failHard);

  return end(await program(process.argv.slice(2), io).catch(fail));
}

/**
 * The lab's story: take the process in hand, run one command, say what went wrong, let everything that was written arrive,
 * exit. Nothing else exits.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure } from './commands/failure.js';
import { createIo } from './commands/io.js';
import { runProgram } from './commands/program.js';
import { EXIT, type ExitCode } from './errors.js';

const io = createIo(() => process.exit(EXIT.interrupted));

async function run(): Promise<ExitCode> {
  try {
    return await runProgram(process.argv.slice(2), io);
  } catch (error) {
    return fail(error);
  }
}

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

await end(await run());

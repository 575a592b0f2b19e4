/** What every part of the set-up needs: where the lab lies, how to speak, how to run a program. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const EXIT_INTERRUPTED = 130;

export class SetupError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** One line on standard error. */
export function say(text) {
  process.stderr.write(`lab: ${text}\n`);
}

/**
 * Runs a program in the lab's folder, all its output on standard error.
 *
 * @returns its exit code; null when it could not be started
 */
export function run(program, args, env = {}) {
  const { status, signal, error } = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2],
  });
  if (signal !== null && signal !== undefined) throw new SetupError('interrupted', EXIT_INTERRUPTED);
  return error === undefined ? status : null;
}

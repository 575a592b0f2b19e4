/** What the machine allows: asked once, then planned from. */
import { execa } from 'execa';
import type { Io } from '../commands/io.js';
import { locateExecutable, locatePrograms } from './locate.js';
import { type Facts, NO_INSTALL } from './planner.js';
import type { Manager, ProgramKey } from './programs.js';

const MANAGERS = [
  { manager: 'apt', executable: 'apt-get' },
  { manager: 'dnf', executable: 'dnf' },
  { manager: 'brew', executable: 'brew' },
] as const satisfies readonly { manager: Manager; executable: string }[];

export async function gatherFacts(io: Io, wanted: readonly ProgramKey[]): Promise<Facts> {
  const path = io.env['PATH'];
  const isRoot = io.uid === 0;
  const found = locatePrograms(wanted, path);
  const isComplete = wanted.every((key) => found[key] !== undefined);
  return {
    platform: io.platform,
    isRoot,
    // Asked only when something has to be installed: sudo writes a line into the system's log.
    sudo: isRoot || isComplete || io.platform === 'win32' ? 'none' : await askSudo(path),
    manager: MANAGERS.find(({ executable }) => locateExecutable([executable], path) !== null)?.manager ?? null,
    services: isComplete ? [] : await knownServices(path),
    refused: (io.env[NO_INSTALL] ?? '') !== '' && io.env[NO_INSTALL] !== '0',
    found,
  };
}

async function askSudo(path: string | undefined): Promise<Facts['sudo']> {
  const sudo = locateExecutable(['sudo'], path);
  if (sudo === null) return 'none';
  const { exitCode } = await execa(sudo, ['-n', 'true'], { reject: false, stdio: 'ignore', timeout: 10_000 });
  return exitCode === 0 ? 'passwordless' : 'asks';
}

async function knownServices(path: string | undefined): Promise<string[]> {
  const systemctl = locateExecutable(['systemctl'], path);
  if (systemctl === null) return [];
  const args = ['list-unit-files', '--type=service', '--no-legend', '--no-pager'];
  const { stdout } = await execa(systemctl, args, { reject: false, timeout: 10_000 });
  return stdout.split('\n').flatMap((line) => /^(\S+)\.service\s/.exec(line)?.[1] ?? []);
}

/** Where the programs of the system are. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROGRAMS, type ProgramKey } from './programs.js';

/** Searched after PATH: an ordinary user's PATH has no sbin, and Homebrew's may be missing in a script. */
const FURTHER_FOLDERS = [
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  '/home/linuxbrew/.linuxbrew/bin',
] as const;

/** @returns absolute path of the first executable; null for none */
export function locateExecutable(names: readonly string[], path: string | undefined): string | null {
  const folders = [...(path ?? '').split(delimiter).filter((folder) => folder !== ''), ...FURTHER_FOLDERS];
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

export function locatePrograms(
  wanted: readonly ProgramKey[],
  path: string | undefined,
): Readonly<Partial<Record<ProgramKey, string>>> {
  const found: Partial<Record<ProgramKey, string>> = {};
  for (const key of wanted) {
    const file = locateExecutable(PROGRAMS[key].executables, path);
    if (file !== null) found[key] = file;
  }
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Makes folders one by one: the recursive call of Node.js never returns where a file system makes none (/proc). */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../errors.js';

/**
 * Makes a folder and those above it; one that exists is fine.
 *
 * @param path absolute
 * @throws LabError LAB_FOLDER_UNWRITABLE
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  if (!claimFolder(path) && !isFolder(path)) throw unwritable(path, 'EEXIST');
}

/**
 * Makes a folder that nobody else has made.
 *
 * @returns false when something stands there
 * @throws LabError LAB_FOLDER_UNWRITABLE
 */
export function claimFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw unwritable(path, code, error);
  }
}

function unwritable(path: string, code: string, cause?: unknown): LabError {
  return new LabError('LAB_FOLDER_UNWRITABLE', `${path}: cannot be made (${code})`, 'choose another place with --out', {
    cause,
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, or below a file: the attempt to make it says which.
    return false;
  }
}

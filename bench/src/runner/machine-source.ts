/** Where the state of the machine is read from: the files of Linux; elsewhere they are not there, which is an answer too. */
import { readdirSync, readFileSync, statfsSync } from 'node:fs';

export interface MachineSource {
  /** Content of a file; null where it cannot be read. */
  text(path: string): string | null;
  /** Names in a folder; empty where it cannot be read. */
  names(folder: string): readonly string[];
  /** Bytes that may still be written where the record stands; null where the system does not tell. */
  freeBytes(): number | null;
}

/** @param folder whose disk is looked at */
export function machineSource(folder: string): MachineSource {
  return {
    text: (path) => orNull(() => readFileSync(path, 'utf8')),
    names: (path) => orNull(() => readdirSync(path)) ?? [],
    freeBytes: () => freeBytes(folder),
  };
}

/** What is left for others than root, which keeps a share for itself. */
export function freeBytes(folder: string): number | null {
  return orNull(() => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  });
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Where scenario files lie. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';

export type FoundFile =
  | { readonly name: string; readonly file: string; readonly bytes: Uint8Array }
  | { readonly message: string; readonly hint: string | null };

export interface ScenarioFiles {
  /** A scenario by its name, or by a path. */
  find(nameOrPath: string): FoundFile;
  /** Names of the scenarios in the lab's own folder, sorted. */
  names(): readonly string[];
}

/** A scenario is a page of text; more than this is a mistake (a history, a log). */
export const MAX_BYTES = 256 * 1024;

const ENDING = /\.ya?ml$/;

/**
 * @param folder the lab's scenarios
 * @param cwd what paths are relative to
 */
export function scenarioFiles(folder: string, cwd: string): ScenarioFiles {
  return {
    find(nameOrPath) {
      const isName = !ENDING.test(nameOrPath) && !/[/\\]/.test(nameOrPath);
      const path = isName ? join(folder, `${nameOrPath}.yaml`) : resolve(cwd, nameOrPath);
      return readScenarioFile(path, nameOrPath, cwd, isName);
    },
    names: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => file.slice(0, -'.yaml'.length))
        .sort(),
  };
}

function readScenarioFile(path: string, typed: string, cwd: string, isName: boolean): FoundFile {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { message: 'is a folder', hint: 'name a YAML file' };
    if (!stat.isFile()) return { message: 'is not a regular file', hint: 'name a YAML file' };
    const name = basename(path).replace(ENDING, '');
    if (stat.size > MAX_BYTES) {
      return { message: `has ${stat.size} bytes, a scenario at most ${MAX_BYTES}`, hint: 'is this the right file?' };
    }
    return { name, file: shownPath(path, cwd), bytes: readFileSync(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return { message: isName ? 'no such scenario' : 'no such file', hint: isName ? null : `looked in ${cwd}` };
    }
    return {
      message: `cannot be read (${code ?? String(error)})`,
      hint: typed === path ? null : `the file is ${path}`,
    };
  }
}

/** Relative where that is shorter to read. */
function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near.startsWith(`..${sep}`) || near === '' ? path : near;
}

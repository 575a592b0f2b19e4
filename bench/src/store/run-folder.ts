/**
 * The folder of a run: the only writer of `results/`. It is written as the run goes, under a name that says that it is
 * not finished, and renamed into place at the end; `results/latest` then points to it.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Manifest } from '../analysis/manifest.js';
import { LabError } from '../errors.js';
import { TRIAL_FILES } from '../history/files.js';
import { claimFolder, makeFolder } from './folder.js';

const UNFINISHED = '.partial';
const DISCARDED = 'discarded';
/** What a rename says of a place where a full folder, a file, or a mounted file system is. */
const OCCUPIED: readonly string[] = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY', 'EXDEV'];

export interface RunName {
  /** Wall clock at the start. */
  readonly startedAt: Date;
  /** Scenario names, joined. */
  readonly name: string;
  /** First seven characters of the commit; null outside a repository. */
  readonly commit: string | null;
}

/** `20261125T013842Z-node-kill-a1b2c3d` */
export function runFolderName({ startedAt, name, commit }: RunName): string {
  const stamp = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stamp}-${name}-${commit ?? 'nocommit'}`;
}

export class RunFolder {
  #path: string;
  readonly #place: string;
  readonly #latest: string | null;

  private constructor(path: string, place: string, latest: string | null) {
    this.#path = path;
    this.#place = place;
    this.#latest = latest;
  }

  /**
   * @param resultsDir `results/` of the project; runs go to `runs/` in it
   * @param out a folder of the user's own instead; it must not exist, or be empty; null for none
   * @param cwd what `out` is relative to
   * @throws LabError LAB_USAGE when `out` is in use
   */
  static create(resultsDir: string, name: string, out: string | null, cwd: string): RunFolder {
    if (out !== null) {
      const asked = resolve(cwd, out);
      // Beside a folder that a link names, or the run could not be renamed onto it.
      const place = existsSync(asked) ? realpathSync(asked) : asked;
      if (existsSync(place) && (!statSync(place).isDirectory() || readdirSync(place).length > 0)) {
        throw new LabError(
          'LAB_USAGE',
          `--out ${out}: found something there, expected a new or an empty folder`,
          'choose another one; nothing was overwritten',
        );
      }
      const path = `${place}${UNFINISHED}`;
      if (existsSync(path))
        throw new LabError(
          'LAB_USAGE',
          `--out ${out}: an unfinished run stands at ${path}`,
          'read it or remove it, then run again',
        );
      makeFolder(path);
      return new RunFolder(path, place, null);
    }
    const runs = join(resultsDir, 'runs');
    makeFolder(runs);
    // Two labs may start within the same second.
    for (let i = 1; ; i += 1) {
      const place = join(runs, i === 1 ? name : `${name}-${i}`);
      if (existsSync(place)) continue;
      const path = `${place}${UNFINISHED}`;
      if (claimFolder(path)) return new RunFolder(path, place, join(resultsDir, 'latest'));
    }
  }

  /** A run that exists, to write its report again. */
  static open(path: string): RunFolder {
    return new RunFolder(path, path, null);
  }

  /** Where it stands now. */
  get path(): string {
    return this.#path;
  }

  /** Makes the folder of a trial, with its subfolders. */
  trialDir(scenario: string, block: number, design: string): string {
    return this.#trialFolder(join('trials', scenario, String(block), design));
  }

  /** Makes the folder of the trial that a run throws away, where nobody counts it. */
  discardedDir(): string {
    return this.#trialFolder(DISCARDED);
  }

  dropDiscarded(): void {
    rmSync(join(this.#path, DISCARDED), { recursive: true });
  }

  #trialFolder(name: string): string {
    const dir = join(this.#path, name);
    for (const part of [TRIAL_FILES.journals, TRIAL_FILES.dumps, TRIAL_FILES.logs])
      mkdirSync(join(dir, part), { recursive: true });
    return dir;
  }

  write(file: string, content: string | Uint8Array): void {
    const path = join(this.#path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.writing`, content);
    renameSync(`${path}.writing`, path);
  }

  writeManifest(manifest: Manifest): void {
    this.write('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  }

  /** Files of the run, relative to its folder. */
  files(): string[] {
    return readdirSync(this.#path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#path, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** Removes a run of which nothing was measured. */
  discard(): void {
    rmSync(this.#path, { recursive: true });
  }

  /**
   * Renames the folder into place and points `latest` to it.
   *
   * @param onOccupied told in words when something stands there by now: it stays, and the run stays under its unfinished name
   */
  finish(onOccupied: (words: string) => void): void {
    if (this.#path === this.#place) return;
    try {
      // Replaces a folder only as long as it is empty, in one step: what somebody puts there meanwhile is theirs.
      renameSync(this.#path, this.#place);
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      if (!OCCUPIED.includes(code)) throw error;
      onOccupied(
        `${this.#place}: found something that was not there when the run began (${code}); it was left alone, and the run is in ${this.#path}`,
      );
      return;
    }
    this.#path = this.#place;
    if (this.#latest !== null) pointLatest(this.#latest, this.#place);
  }
}

/** Replaces the link in one step, so that two labs never leave it broken. */
function pointLatest(link: string, target: string): void {
  const fresh = `${link}.${basename(target)}`;
  rmSync(fresh, { force: true });
  symlinkSync(relative(dirname(link), target), fresh);
  renameSync(fresh, link);
}

/**
 * Finds a run by path, by folder name, or `latest`.
 *
 * @throws LabError LAB_RUN_NOT_FOUND listing the newest runs
 */
export function findRun(resultsDir: string, cwd: string, run: string): string {
  const candidates = [
    resolve(cwd, run),
    join(resultsDir, 'runs', run),
    join(resultsDir, run),
    join(resultsDir, 'runs', `${run}${UNFINISHED}`),
  ];
  const found = candidates.find((path) => existsSync(join(path, 'manifest.json')));
  if (found !== undefined) return found;
  const runs = join(resultsDir, 'runs');
  const newest = existsSync(runs) ? readdirSync(runs).sort().slice(-3).reverse() : [];
  throw new LabError(
    'LAB_RUN_NOT_FOUND',
    `${run}: found no run there, expected a folder with a manifest.json, the name of one under results/runs, or "latest"`,
    newest.length > 0 ? `newest: ${newest.join(', ')}` : 'no run has been made yet: `npm run bench` makes the first',
  );
}

/** Where the results of a benchmark are kept: a folder each, beside the runs, and as little part of version control. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimFolder, makeFolder } from '../../store/folder.js';
import { type RunName, runFolderName } from '../../store/run-folder.js';

export class ResultFolder {
  readonly path: string;
  /** What the processes print. */
  readonly logDir: string;

  private constructor(path: string) {
    this.path = path;
    this.logDir = join(path, 'logs');
    mkdirSync(this.logDir);
  }

  /**
   * @param resultsDir `results/` of the project
   * @throws LabError LAB_FOLDER_UNWRITABLE
   */
  static create(resultsDir: string, name: RunName): ResultFolder {
    const benchmarks = join(resultsDir, 'benchmarks');
    makeFolder(benchmarks);
    // Two may start within the same second.
    for (let i = 1; ; i += 1) {
      const path = join(benchmarks, i === 1 ? runFolderName(name) : `${runFolderName(name)}-${i}`);
      if (claimFolder(path)) return new ResultFolder(path);
    }
  }

  write(file: string, content: string | Uint8Array): void {
    const path = join(this.path, file);
    writeFileSync(`${path}.writing`, content);
    renameSync(`${path}.writing`, path);
  }

  /** Removes a benchmark of which nothing is reported. */
  discard(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The built lab as a process of its own, in a temporary folder of its own, as people start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { TRIAL_FILES } from '../history/files.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface LabEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place in which labs run: what they leave behind can be told from everybody else's. */
export class LabPlace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'session lab ä '));

  /** A scenario of about eight seconds of load, killed in its middle. */
  scenario(name: string): string {
    const file = join(this.folder, `${name}.yaml`);
    writeFileSync(
      file,
      `question: Does it end well?
load: { rate: 150, duration: 8 s, think: 250 ms, warmUp: 500 ms, heartbeats: 2 }
faults: [{ fault: node-pause, at: 3 s, node: 1, for: 2 s }]
settle: 1 s
`,
    );
    return file;
  }

  /**
   * @param main another entry than the lab's
   * @param flags of Node; its load generators inherit them
   */
  start(
    args: readonly string[],
    main = MAIN,
    flags: readonly string[] = [],
  ): { readonly child: ChildProcess; readonly ended: Promise<LabEnd> } {
    const child = spawn(process.execPath, [...flags, main, ...args], {
      cwd: this.folder,
      env: { ...process.env, TMPDIR: this.folder, INIT_CWD: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<LabEnd>((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Resolves when the load of the run's first trial has begun. */
  async loadBegan(out: string): Promise<void> {
    const folder = join(this.folder, `${out}.partial`);
    const begun = () =>
      existsSync(folder) &&
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith(TRIAL_FILES.operations))
        .some((path) => statSync(join(folder, path)).size > 0);
    while (!begun()) await sleep(50);
  }

  /** Pids of the processes that stand in this place, or were started with its temporary folder. */
  processes(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid && this.#owns(pid));
  }

  #owns(pid: number): boolean {
    try {
      if (readlinkSync(`/proc/${pid}/cwd`).startsWith(this.folder)) return true;
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.folder);
    } catch {
      return false;
    }
  }

  /** Files of labs that are left in the temporary folder, records included. */
  leftFiles(): string[] {
    return readdirSync(this.folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /^session-lab-\d+[/\\]./.test(path),
    );
  }

  [Symbol.dispose](): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

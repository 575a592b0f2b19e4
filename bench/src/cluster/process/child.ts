/** One process of the cluster: started with its log file, watched until it is gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { LabError } from '../../errors.js';

export interface LaunchSpec {
  /** `node-2.1`, `redis`, `balancer`, `payments`. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Both output streams are appended to it. */
  readonly logFile: string;
  /** An IPC channel, by which a Node process learns that the lab is gone. */
  readonly ipc: boolean;
}

/** A process and how it ended. */
export class Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when it is gone and reaped, with its end in words: `exit code 1`, `SIGKILL`. */
  readonly gone: Promise<string>;
  /** Set before the lab itself ends it: its end is then no failure. */
  endExpected = false;
  /** How it ended; null while it runs. */
  end: string | null = null;
  readonly #process: ChildProcess;
  readonly #logStart: number;

  private constructor(process: ChildProcess, pid: number, spec: LaunchSpec, logStart: number) {
    this.#process = process;
    this.#logStart = logStart;
    this.name = spec.name;
    this.pid = pid;
    this.logFile = spec.logFile;
    this.gone = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.end = signal ?? `exit code ${code}`;
        resolve(this.end);
      });
    });
  }

  /**
   * The process gets a session of its own, so that a Ctrl-C in the terminal reaches the lab alone.
   *
   * @throws LabError LAB_PROGRAM_MISSING when the program cannot be started
   */
  static async launch(spec: LaunchSpec): Promise<Child> {
    const log = openSync(spec.logFile, 'a');
    try {
      const logStart = fstatSync(log).size;
      const process = spawn(spec.program, spec.args, {
        cwd: spec.cwd,
        env: spec.env,
        detached: true,
        stdio: spec.ipc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
      });
      if (process.pid === undefined) {
        const [error] = await once(process, 'error');
        throw new LabError('LAB_PROGRAM_MISSING', `${spec.program} cannot be started`, null, { cause: error });
      }
      // A later error event would be about a signal or a message, both of which are checked where they are sent.
      process.on('error', () => undefined);
      return new Child(process, process.pid, spec, logStart);
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.end === null;
  }

  /** Does nothing to a process that is gone. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** What this process has written so far, earlier ones with the same log file apart. */
  output(): string {
    return readFileSync(this.logFile).subarray(this.#logStart).toString('utf8');
  }

  /** The last lines it wrote, for a person. */
  lastLines(count = 8): string {
    return this.output().trimEnd().split('\n').slice(-count).join('\n');
  }
}

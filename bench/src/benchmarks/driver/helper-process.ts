/** A process of the benchmark, with a channel to it: asked one thing at a time, and ended with the benchmark. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { LabError } from '../../errors.js';
import type { Ready } from './contender.js';

export interface HelperOptions {
  /** For messages: `server`, `driver`. */
  readonly name: string;
  /** Beside this file, `server.js`. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Takes what it prints. */
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** Of this package as it is built: found from the sources, too, when tests run them. */
const BUILT = `file://${createRequire(import.meta.url).resolve('@session-lab/bench')}`;
const SHOWN_LOG = 1000;

export class HelperProcess implements AsyncDisposable {
  readonly #options: HelperOptions;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(options: HelperOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** @throws LabError LAB_PROCESS_DIED, LAB_INTERRUPTED */
  static async start(options: HelperOptions): Promise<{ helper: HelperProcess; ready: Ready }> {
    const log = openSync(options.logFile, 'a');
    const program = fileURLToPath(new URL(`./benchmarks/driver/${options.program}`, BUILT));
    const child = fork(program, {
      stdio: ['ignore', log, log, 'ipc'],
      env: { NODE_ENV: 'production', ...options.env },
    });
    closeSync(log);
    const helper = new HelperProcess(options, child);
    try {
      return { helper, ready: await helper.#answer<Ready>() };
    } catch (error) {
      await helper[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** @throws LabError LAB_PROCESS_DIED, LAB_INTERRUPTED */
  ask<Answer>(question: object): Promise<Answer> {
    const answer = this.#answer<Answer>();
    this.#child.send(question);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #answer<Answer>(): Promise<Answer> {
    const { name, logFile, signal } = this.#options;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
        signal.removeEventListener('abort', onAbort);
      };
      const onMessage = (message: unknown): void => {
        settle();
        resolve(message as Answer);
      };
      const onExit = (code: number | null, killed: string | null): void => {
        settle();
        const words = readFileSync(logFile, 'utf8').trim().slice(-SHOWN_LOG);
        reject(
          new LabError('LAB_PROCESS_DIED', `the ${name} of the benchmark ended (${killed ?? `exit ${code}`})`, words),
        );
      };
      const onAbort = (): void => {
        settle();
        reject(new LabError('LAB_INTERRUPTED', 'interrupted: nothing is reported'));
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
    });
  }
}

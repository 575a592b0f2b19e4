/** The runner's side of the generator: starts its process, asks, and waits. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { RUN_VARIABLE, type RunIdentity } from '../cluster/registry/identity.js';
import { LabError } from '../errors.js';
import type { LoadSpec } from '../scenario/scenario.js';
import type { Progress } from './generator.js';
import type { FromGenerator, ToGenerator } from './messages.js';
import { assertLoopback } from './target.js';

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const GENERATOR = createRequire(import.meta.url).resolve('@session-lab/bench/generator');

export interface PrepareOptions {
  readonly load: LoadSpec;
  readonly seed: number;
  readonly block: number;
  readonly origin: string;
  readonly historyFile: string;
  readonly logFile: string;
  /** Under which the process runs: recorded before it starts, so that a sweep finds it should the lab be killed. */
  readonly run: RunIdentity;
  /** Ends it at once. */
  readonly hardStop: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

type Reply<T extends FromGenerator['type']> = Extract<FromGenerator, { type: T }>;

export class StartedGenerator implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Starts the process and has it draw the plan. */
  static async prepare(options: PrepareOptions): Promise<{ generator: StartedGenerator; plan: Reply<'prepared'> }> {
    assertLoopback(options.origin);
    const log = openSync(options.logFile, 'a');
    const child = fork(GENERATOR, {
      stdio: ['ignore', log, log, 'ipc'],
      cwd: options.run.folder,
      env: { [RUN_VARIABLE]: options.run.id },
    });
    closeSync(log);
    const generator = new StartedGenerator(child);
    const kill = (): void => void child.kill('SIGKILL');
    options.hardStop.addEventListener('abort', kill);
    // A run of many blocks starts many of them under one signal.
    child.once('exit', () => options.hardStop.removeEventListener('abort', kill));
    child.on('message', (message: FromGenerator) => {
      if (message.type === 'progress') options.onProgress(message.progress);
    });
    try {
      await generator.#reply('listening');
      const { load, seed, block, origin, historyFile: file } = options;
      const prepared = generator.#reply('prepared');
      generator.#say({ type: 'prepare', load, seed, block, origin, file });
      return { generator, plan: await prepared };
    } catch (error) {
      await generator[Symbol.asyncDispose]();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Runs the load; resolves when every operation has its outcome. */
  async run(loadStartUs: number): Promise<Reply<'loadDone'>> {
    const done = this.#reply('loadDone');
    this.#say({ type: 'start', loadStartUs });
    return await done;
  }

  /** Ends the load early; {@link run} resolves soon after. */
  stop(): void {
    if (this.#child.connected) this.#say({ type: 'stop' });
  }

  /** The session cookies that the jars hold, as they would be sent. */
  async cookies(): Promise<readonly string[]> {
    const answer = this.#reply('cookies');
    this.#say({ type: 'cookies' });
    return (await answer).cookies;
  }

  async finalReads(): Promise<void> {
    const done = this.#reply('finalReadsDone');
    this.#say({ type: 'finalReads' });
    await done;
  }

  /** Writes out what is recorded and ends the process. */
  async close(): Promise<void> {
    const closed = this.#reply('closed');
    this.#say({ type: 'close' });
    await closed;
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #say(message: ToGenerator): void {
    this.#child.send(message);
  }

  #reply<T extends FromGenerator['type']>(type: T): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromGenerator) => {
        if (message.type !== type) return;
        settle();
        resolve(message as Reply<T>);
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        reject(
          new LabError(
            'LAB_GENERATOR_DIED',
            `the load generator ended (${signal ?? `exit ${code}`}) while it was asked for "${type}"`,
            'its own words are in logs/generator.log of the trial',
          ),
        );
      };
      const settle = () => {
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
      };
      this.#child.on('message', onMessage);
      this.#child.once('exit', onExit);
    });
  }
}

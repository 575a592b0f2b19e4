/** The runner's side of one generator process: starts it, asks, and waits. */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { RUN_VARIABLE, type RunIdentity } from '../cluster/registry/identity.js';
import { LabError } from '../errors.js';
import type { FromGenerator, ToGenerator } from './messages.js';

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const GENERATOR = createRequire(import.meta.url).resolve('@session-lab/bench/generator');

export interface GeneratorProcessOptions {
  /** Takes what it prints. */
  readonly logFile: string;
  /** Under which the process runs: recorded before it starts, so that a sweep finds it should the lab be killed. */
  readonly run: RunIdentity;
  /** Ends it at once. */
  readonly hardStop: AbortSignal;
  readonly onMessage: (message: FromGenerator) => void;
}

export type Reply<T extends FromGenerator['type']> = Extract<FromGenerator, { type: T }>;

export class GeneratorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** @throws LabError LAB_GENERATOR_DIED */
  static async start({ logFile, run, hardStop, onMessage }: GeneratorProcessOptions): Promise<GeneratorProcess> {
    const log = openSync(logFile, 'a');
    const child = fork(GENERATOR, {
      stdio: ['ignore', log, log, 'ipc'],
      cwd: run.folder,
      env: { [RUN_VARIABLE]: run.id },
    });
    closeSync(log);
    const process = new GeneratorProcess(child);
    const kill = (): void => void child.kill('SIGKILL');
    hardStop.addEventListener('abort', kill);
    // A run of many blocks starts many of them under one signal.
    child.once('exit', () => hardStop.removeEventListener('abort', kill));
    child.on('message', onMessage);
    try {
      await process.reply('listening');
      return process;
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Says it, unless the process is gone. */
  tell(message: ToGenerator): void {
    if (this.#child.connected) this.#child.send(message);
  }

  /** @throws LabError LAB_GENERATOR_DIED */
  async ask<T extends FromGenerator['type']>(message: ToGenerator, type: T): Promise<Reply<T>> {
    const reply = this.reply(type);
    this.#child.send(message);
    return await reply;
  }

  /** Has it write out what is recorded, and waits for its end. */
  async close(): Promise<void> {
    await this.ask({ type: 'close' }, 'closed');
    await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGCONT');
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** @throws LabError LAB_GENERATOR_DIED */
  reply<T extends FromGenerator['type']>(type: T): Promise<Reply<T>> {
    return new Promise((resolve, reject) => {
      const onMessage = (message: FromGenerator) => {
        if (message.type !== type) return;
        settle();
        resolve(message as Reply<T>);
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        reject(code === constants.errno.ENOSPC ? noSpace() : died(signal ?? `exit ${code}`, type));
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

/** As the system says it: the generator ends with this error's number when it cannot write. */
function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: the load generator could not write its history'), { code: 'ENOSPC' });
}

function died(end: string, asked: string): LabError {
  return new LabError(
    'LAB_GENERATOR_DIED',
    `the load generator ended (${end}) while it was asked for "${asked}"`,
    'its own words are in logs/generator.log of the trial',
  );
}

/**
 * The runner's side of the generator: one process, or several that share the shoppers of one plan. To the runner they are
 * one: what they count is added up, and what they record is merged with the rest of the history.
 */
import type { RunIdentity } from '../cluster/registry/identity.js';
import type { LoadSpec } from '../scenario/scenario.js';
import type { ConnectionCounts } from './connections.js';
import type { Progress } from './generator.js';
import { GeneratorProcess, type Reply } from './generator-process.js';
import type { FromGenerator } from './messages.js';
import { connectionsPerProcess } from './spread.js';
import { assertAllowed } from './target.js';

export interface PrepareOptions {
  readonly load: LoadSpec;
  readonly seed: number;
  readonly block: number;
  readonly origin: string;
  /** Hosts beside loopback to which a person allowed load to go. */
  readonly allowedHosts?: readonly string[];
  /** How many processes share the load: `processesFor` of spread.ts. */
  readonly processes: number;
  /** For each process, by its number from 0: the file that it appends to. */
  readonly historyFile: (process: number) => string;
  readonly logFile: string;
  /** Under which the processes run: recorded before they start, so that a sweep finds them should the lab be killed. */
  readonly run: RunIdentity;
  /** Ends them at once. */
  readonly hardStop: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface LoadDone {
  readonly progress: Progress;
  /** Of all processes. */
  readonly cpuSeconds: number;
  readonly connections: ConnectionCounts;
}

const NOTHING_YET: Progress = { alive: 0, sent: 0, answered: 0, withoutSession: 0 };

export class StartedGenerator implements AsyncDisposable {
  readonly #processes: readonly GeneratorProcess[];

  private constructor(processes: readonly GeneratorProcess[]) {
    this.#processes = processes;
  }

  /**
   * Starts the processes and has each draw the plan.
   *
   * @throws LabError LAB_GENERATOR_DIED, LAB_TARGET_REFUSED
   */
  static async prepare(options: PrepareOptions): Promise<{ generator: StartedGenerator; plan: Reply<'prepared'> }> {
    assertAllowed(options.origin, options.allowedHosts);
    const { load, seed, block, origin, processes: of, historyFile, onProgress } = options;
    const heard = Array.from({ length: of }, () => NOTHING_YET);
    const hear = (index: number, message: FromGenerator): void => {
      if (message.type !== 'progress') return;
      heard[index] = message.progress;
      onProgress(sumOf(heard));
    };
    const started = await Promise.allSettled(
      heard.map((_, index) => GeneratorProcess.start({ ...options, onMessage: (message) => hear(index, message) })),
    );
    const generator = new StartedGenerator(
      started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    );
    try {
      for (const result of started) if (result.status === 'rejected') throw result.reason;
      const maxConnections = connectionsPerProcess(of);
      const prepare = { type: 'prepare', load, seed, block, origin, maxConnections } as const;
      const plans = await generator.#each((process, index) =>
        process.ask({ ...prepare, part: { index, of }, file: historyFile(index) }, 'prepared'),
      );
      const [plan] = plans;
      if (plan === undefined || plans.some(({ planHash }) => planHash !== plan.planHash)) {
        throw new Error(`${of} generators drew different plans`);
      }
      return { generator, plan };
    } catch (error) {
      await generator[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** By the name that a history gives each process. */
  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      this.#processes.map(({ pid }, index) => [index === 0 ? 'generator' : `generator-${index + 1}`, pid]),
    );
  }

  get processes(): number {
    return this.#processes.length;
  }

  /** Runs the load; resolves when every operation has its outcome. */
  async run(loadStartUs: number): Promise<LoadDone> {
    const parts = await this.#each((process) => process.ask({ type: 'start', loadStartUs }, 'loadDone'));
    const sum = (of: (part: Reply<'loadDone'>) => number): number => parts.reduce((total, part) => total + of(part), 0);
    return {
      progress: sumOf(parts.map(({ progress }) => progress)),
      cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
      connections: {
        peak: sum(({ connections }) => connections.peak),
        shared: sum(({ connections }) => connections.shared),
        waited: sum(({ connections }) => connections.waited),
      },
    };
  }

  /** Ends the load early; {@link run} resolves soon after. */
  stop(): void {
    for (const process of this.#processes) process.tell({ type: 'stop' });
  }

  /** The session cookies that the jars hold, as they would be sent. */
  async cookies(): Promise<readonly string[]> {
    const answers = await this.#each((process) => process.ask({ type: 'cookies' }, 'cookies'));
    return answers.flatMap(({ cookies }) => cookies);
  }

  async finalReads(): Promise<void> {
    await this.#each((process) => process.ask({ type: 'finalReads' }, 'finalReadsDone'));
  }

  /** Writes out what is recorded and ends the processes. */
  async close(): Promise<void> {
    await this.#each((process) => process.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#each((process) => process[Symbol.asyncDispose]());
  }

  #each<T>(of: (process: GeneratorProcess, index: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#processes.map(of));
  }
}

function sumOf(parts: readonly Progress[]): Progress {
  return parts.reduce(
    (sum, part) => ({
      alive: sum.alive + part.alive,
      sent: sum.sent + part.sent,
      answered: sum.answered + part.answered,
      withoutSession: sum.withoutSession + part.withoutSession,
    }),
    NOTHING_YET,
  );
}

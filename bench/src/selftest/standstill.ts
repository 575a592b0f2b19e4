/** Makes the load generator stand still for a while in mid-run, and notes when. */
import type { Evidence, Experiment } from './experiment.js';

/** What a trial tells of its load when that is about to start. */
export interface LoadAhead {
  readonly loadStartUs: number;
  readonly pids: readonly number[];
}

export class Standstill implements Disposable {
  readonly #spec: Experiment['standstill'];
  readonly #nowUs: () => number;
  #timer: NodeJS.Timeout | null = null;
  #stopped: readonly number[] = [];
  #fromUs = 0;
  /** When it was; null while it has not been. */
  interval: Evidence['stoodStill'] = null;

  constructor(spec: Experiment['standstill'], nowUs: () => number) {
    this.#spec = spec;
    this.#nowUs = nowUs;
  }

  expect({ loadStartUs, pids }: LoadAhead): void {
    if (this.#spec === null) return;
    const { fromMs, forMs } = this.#spec;
    this.#timer = setTimeout(
      () => {
        this.#stopped = pids.filter((pid) => signalled(pid, 'SIGSTOP'));
        this.#fromUs = this.#nowUs();
        this.#timer = setTimeout(() => this.#resume(), forMs);
      },
      (loadStartUs - this.#nowUs()) / 1000 + fromMs,
    );
  }

  #resume(): void {
    this.#timer = null;
    if (this.#stopped.length === 0) return;
    const toUs = this.#nowUs();
    for (const pid of this.#stopped) signalled(pid, 'SIGCONT');
    this.#stopped = [];
    this.interval = { fromUs: this.#fromUs, toUs };
  }

  /** Whatever ends the trial: nobody is left standing. */
  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#resume();
  }
}

/** @returns whether there was anybody to tell */
function signalled(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

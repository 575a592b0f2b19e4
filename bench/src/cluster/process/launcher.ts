/** Starts the processes of one cluster under the run's identity, and takes all of them down again. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../errors.js';
import { RUN_VARIABLE, type RunIdentity } from '../registry/identity.js';
import type { ProcessState, ProcessTable } from '../registry/process-table.js';
import { Child, type LaunchSpec } from './child.js';

export type ProcessSpec = Omit<LaunchSpec, 'cwd' | 'logFile'>;

/** How long a process may take to go after SIGTERM when everything is taken down. */
const GRACE_MS = 1000;
const LOOK_EVERY_MS = 2;

export class Launcher {
  readonly run: RunIdentity;
  readonly table: ProcessTable;
  readonly #logDir: string;
  readonly #nowUs: () => number;
  /** Everything that runs, with the last moment at which it was seen alive. */
  readonly #running = new Map<Child, number>();
  readonly #onDeath: (child: Child, lastAliveUs: number) => void;
  #closed = false;

  /** @param onDeath a process ended and nobody had asked it to */
  constructor(
    run: RunIdentity,
    table: ProcessTable,
    logDir: string,
    nowUs: () => number,
    onDeath: (child: Child, lastAliveUs: number) => void,
  ) {
    this.run = run;
    this.table = table;
    this.#logDir = logDir;
    this.#nowUs = nowUs;
    this.#onDeath = onDeath;
  }

  async launch(spec: ProcessSpec): Promise<Child> {
    if (this.#closed) throw new LabError('LAB_INTERRUPTED', 'the cluster is being taken down');
    const child = await Child.launch({
      ...spec,
      env: { ...spec.env, [RUN_VARIABLE]: this.run.id },
      cwd: this.run.folder,
      logFile: join(this.#logDir, `${spec.name}.log`),
    });
    this.#running.set(child, this.#nowUs());
    this.table.note(this.run, child.pid);
    child.gone.then(() => {
      const lastAliveUs = this.#running.get(child) ?? this.#nowUs();
      this.#running.delete(child);
      if (!child.endExpected) this.#onDeath(child, lastAliveUs);
    });
    return child;
  }

  children(): readonly Child[] {
    return [...this.#running.keys()];
  }

  /** Notes who is alive now, so that an unexpected death gets an honest interval. */
  look(): void {
    for (const child of this.#running.keys()) {
      const beforeUs = this.#nowUs();
      if (this.table.isAlive(child.pid)) this.#running.set(child, beforeUs);
    }
  }

  /** Sends SIGSTOP or SIGCONT and waits until the system says so. */
  async freeze(child: Child, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const wanted: ProcessState = signal === 'SIGSTOP' ? 'stopped' : 'running';
    child.signal(signal);
    while (child.running && this.table.state(child.pid) !== wanted) await sleep(LOOK_EVERY_MS);
  }

  /** Ends these processes, paused ones too: politely first. */
  async end(children: readonly Child[]): Promise<void> {
    for (const child of children) {
      child.endExpected = true;
      child.signal('SIGCONT');
      child.signal('SIGTERM');
    }
    const gone = Promise.all(children.map((child) => child.gone));
    const grace = new AbortController();
    await Promise.race([gone, sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
    grace.abort();
    for (const child of children) child.signal('SIGKILL');
    await gone;
  }

  /** Ends everything, and lets nothing new start. */
  async close(): Promise<void> {
    this.#closed = true;
    const children = this.children();
    await this.end(children.filter((child) => child.name === 'balancer'));
    await this.end(children.filter((child) => child.name.startsWith('node-')));
    await this.end(this.children());
  }

  /** SIGKILL to everything at once, without waiting. */
  killAll(): void {
    this.#closed = true;
    for (const child of this.children()) {
      child.endExpected = true;
      child.signal('SIGKILL');
    }
  }
}

/** The cluster's shared store: a Redis on one port, over its deaths and restarts, and what is done to it. */
import { LabError } from '../../errors.js';
import type { EventName } from '../../history/records.js';
import { SHARED_STORE } from '../../scenario/stores.js';
import type { ClusterContext } from '../cluster.js';
import type { Launcher } from './launcher.js';
import type { By } from './node-fleet.js';
import type { Patience } from './readiness.js';
import { Redis, type RedisCounters, type RedisOptions } from './redis.js';

export interface SharedStoreOptions extends RedisOptions {
  readonly launcher: Launcher;
  readonly context: ClusterContext;
  readonly patience: Patience;
}

export class SharedStore {
  paused = false;
  readonly #options: SharedStoreOptions;
  /** The process that runs, or ran last. */
  #redis: Redis;
  #starts = 1;

  private constructor(options: SharedStoreOptions, redis: Redis) {
    this.#options = options;
    this.#redis = redis;
  }

  /** @throws PortTaken */
  static async start(options: SharedStoreOptions): Promise<SharedStore> {
    const { launcher, context, patience } = options;
    const fromUs = context.nowUs();
    const store = new SharedStore(options, await Redis.start(launcher, options, patience));
    store.#emit('store-started', fromUs, 'lab');
    return store;
  }

  get port(): number {
    return this.#options.port;
  }

  /** Paused or not. */
  get running(): boolean {
    return this.#redis.child.running;
  }

  /** Something of it outlives its process. */
  get keepsFile(): boolean {
    return this.#options.persistence !== 'none';
  }

  async pause(): Promise<void> {
    this.#mustRun();
    const fromUs = this.#options.context.nowUs();
    await this.#options.launcher.freeze(this.#redis.child, 'SIGSTOP');
    this.paused = true;
    this.#emit('store-paused', fromUs, 'script');
  }

  async resume(by: By): Promise<void> {
    this.#mustRun();
    const fromUs = this.#options.context.nowUs();
    await this.#options.launcher.freeze(this.#redis.child, 'SIGCONT');
    this.paused = false;
    this.#emit('store-resumed', fromUs, by);
  }

  async kill(): Promise<void> {
    this.#mustRun();
    const { child } = this.#redis;
    const fromUs = this.#options.context.nowUs();
    child.endExpected = true;
    child.signal('SIGKILL');
    await child.gone;
    // What its file does not have is gone from now on, whoever reads it and whenever.
    this.#emit('store-killed', fromUs, 'script', [SHARED_STORE]);
  }

  /**
   * The same settings, port and files again.
   *
   * @throws PortTaken
   */
  async restart(): Promise<void> {
    if (this.running) throw new LabError('LAB_USAGE', 'the store runs already');
    const { launcher, context, patience } = this.#options;
    const fromUs = context.nowUs();
    this.#redis = await Redis.start(launcher, this.#options, patience);
    this.#starts += 1;
    this.paused = false;
    this.#emit('store-started', fromUs, 'script');
  }

  /** null where it cannot tell: it is away, or what it had counted died with an earlier process. */
  async counters(): Promise<RedisCounters | null> {
    return this.paused || !this.running || this.#starts > 1 ? null : await this.#redis.counters();
  }

  #mustRun(): void {
    if (!this.running) throw new LabError('LAB_USAGE', 'the store does not run');
  }

  #emit(what: EventName, fromUs: number, by: By, loses: readonly string[] = []): void {
    const { nowUs, onEvent } = this.#options.context;
    onEvent({ what, subject: SHARED_STORE, fromUs, toUs: nowUs(), by, loses, reroutes: false });
  }
}

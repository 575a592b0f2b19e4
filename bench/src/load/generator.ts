/**
 * The load generator: every shopper of a plan against one address, each operation recorded. Open arrivals, paced by the
 * plan; it judges nothing.
 */
import type { HistoryRecord } from '../history/records.js';
import { deviceOf } from '../plan/numbers.js';
import type { Alarm } from './alarm.js';
import type { Arrivals } from './arrivals.js';
import { type ConnectionCounts, ConnectionPool } from './connections.js';
import { HttpDevice } from './device.js';
import { Dialer } from './dialer.js';
import { readFinally } from './final-reads.js';
import { Pacer, runPacer } from './pacer.js';
import { Shopper } from './shopper.js';
import { addressOf } from './target.js';
import type { World } from './world.js';

export interface GeneratorOptions {
  /** Whom it plays. */
  readonly arrivals: Arrivals;
  readonly seed: number;
  readonly block: number;
  /** `http://127.0.0.1:port` of the balancer. */
  readonly origin: string;
  readonly durationMs: number;
  readonly timeoutMs: number;
  readonly record: (record: HistoryRecord) => void;
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
  /** Wall clock, milliseconds since the epoch, for the expiry of cookies. */
  readonly clockMs: () => number;
  /** Connections at once; beyond them, devices share. */
  readonly maxConnections: number;
  /** Wakes the load on time; without it timers do, up to a millisecond late. */
  readonly alarm?: Alarm;
}

/** Counters while it runs; only counters, no verdicts. */
export interface Progress {
  readonly alive: number;
  readonly sent: number;
  readonly answered: number;
  readonly withoutSession: number;
}

const CONNECT_TIMEOUT_MS = 5000;

export class Generator {
  readonly #options: GeneratorOptions;
  readonly #pacer = new Pacer();
  readonly #connections: ConnectionPool;
  readonly #alive = new Set<Shopper>();
  /** Everybody who has arrived. */
  readonly #shoppers: Shopper[] = [];
  #stopPacer: () => void = () => {};
  #onDone: () => void = () => {};
  #cutOffTheRest: () => void = () => {};
  #ended = false;
  #inFlight = 0;
  #sent = 0;
  #withoutSession = 0;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    this.#connections = new ConnectionPool(
      { ...addressOf(options.origin), connectTimeoutMs: CONNECT_TIMEOUT_MS, dialer: new Dialer() },
      options.maxConnections,
    );
  }

  /** Runs the whole load; resolves when it has ended and every operation has its outcome. */
  run(loadStartUs: number): Promise<void> {
    const { durationMs, nowUs } = this.#options;
    const world = this.#world();
    this.#cutOffTheRest = () => this.#cutOff(loadStartUs, world);
    this.#pacer.schedule(loadStartUs + durationMs * 1000, () => this.stop());
    this.#expect(0, loadStartUs, world);
    return new Promise((resolve) => {
      this.#onDone = resolve;
      this.#stopPacer = runPacer(this.#pacer, nowUs, this.#options.alarm ?? null);
      // It was stopped before it began.
      if (this.#ended) this.#end();
    });
  }

  /** Ends the load now: nothing more is sent, what is under way still gets its outcome. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#end();
  }

  #end(): void {
    for (const shopper of this.#shoppers) shopper.cutOff();
    this.#cutOffTheRest();
    this.#doneIfQuiet();
  }

  /** Each is drawn when the one before has arrived: early enough to be in time, late enough to be few. */
  #expect(index: number, loadStartUs: number, world: World): void {
    const { arrivals } = this.#options;
    if (index >= arrivals.count) return;
    const shopper = new Shopper(arrivals.shopper(index), loadStartUs, world);
    this.#pacer.schedule(loadStartUs + arrivals.atUs(index), () => {
      if (this.#ended) return;
      this.#shoppers.push(shopper);
      this.#alive.add(shopper);
      shopper.start();
      this.#expect(index + 1, loadStartUs, world);
    });
  }

  /** Those who have not arrived: what they would have done is in the history, too. */
  #cutOff(loadStartUs: number, world: World): void {
    const { arrivals } = this.#options;
    for (let index = this.#shoppers.length; index < arrivals.count; index += 1) {
      new Shopper(arrivals.shopper(index), loadStartUs, world).cutOff();
    }
  }

  progress(): Progress {
    const { size } = this.#alive;
    return {
      alive: size,
      sent: this.#sent,
      answered: this.#sent - this.#inFlight,
      withoutSession: this.#withoutSession,
    };
  }

  connections(): ConnectionCounts {
    return this.#connections.counts;
  }

  /** The session cookies that the jars hold, as they would be sent. */
  cookies(): string[] {
    return this.#shoppers.flatMap((shopper) => shopper.holders().flatMap(({ device }) => device.cookie ?? []));
  }

  /** One read per jar that holds a session key; resolves when all have their outcome. */
  async finalReads(): Promise<void> {
    await readFinally(this.#shoppers, this.#options);
    this.#stopPacer();
  }

  #world(): World {
    const { seed, block, nowUs, clockMs, record, timeoutMs } = this.#options;
    return {
      nowUs,
      record,
      timeoutUs: timeoutMs * 1000,
      schedule: (atUs, run) => this.#pacer.schedule(atUs, run),
      deadline: (atUs, giveUp) => this.#pacer.deadline(atUs, giveUp),
      device: (shopper, jar) =>
        new HttpDevice(deviceOf(seed, block, shopper, jar), this.#connections.ofDevice(), clockMs),
      inFlight: (change) => {
        this.#inFlight += change;
        if (change === 1) this.#sent += 1;
      },
      withoutSession: () => {
        this.#withoutSession += 1;
      },
      finished: (shopper) => {
        this.#alive.delete(shopper);
        this.#doneIfQuiet();
      },
    };
  }

  #doneIfQuiet(): void {
    const allArrived = this.#ended || this.#shoppers.length === this.#options.arrivals.count;
    if (!allArrived || this.#inFlight > 0 || this.#alive.size > 0) return;
    this.#ended = true;
    this.#pacer.clear();
    this.#onDone();
  }
}

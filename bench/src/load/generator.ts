/**
 * The load generator: every shopper of a plan against one address, each operation recorded. Open arrivals, paced by the
 * plan; it judges nothing.
 */
import type { HistoryRecord } from '../history/records.js';
import { deviceOf, finalReadId } from '../plan/numbers.js';
import type { Plan } from '../plan/plan.js';
import type { Alarm } from './alarm.js';
import { OwnConnections } from './connections.js';
import { type Device, HttpDevice } from './device.js';
import { Dialer } from './dialer.js';
import { Pacer, runPacer } from './pacer.js';
import { operationRecord, type SentOperation } from './record.js';
import { Shopper, type World } from './shopper.js';

export interface GeneratorOptions {
  readonly plan: Plan;
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

/** Final reads under way at once: enough to be quick, too few to disturb. */
const FINAL_READS_AT_ONCE = 16;
const CONNECT_TIMEOUT_MS = 5000;

export class Generator {
  readonly #options: GeneratorOptions;
  readonly #pacer = new Pacer();
  readonly #alive = new Set<Shopper>();
  readonly #shoppers: Shopper[] = [];
  #stopPacer: () => void = () => {};
  #onDone: () => void = () => {};
  #ended = false;
  #started = 0;
  #inFlight = 0;
  #sent = 0;
  #withoutSession = 0;

  constructor(options: GeneratorOptions) {
    this.#options = options;
  }

  /** Runs the whole load; resolves when it has ended and every operation has its outcome. */
  run(loadStartUs: number): Promise<void> {
    const { plan, durationMs, nowUs } = this.#options;
    const world = this.#world();
    this.#pacer.schedule(loadStartUs + durationMs * 1000, () => this.stop());
    for (const shopperPlan of plan.shoppers) {
      const shopper = new Shopper(shopperPlan, loadStartUs, world);
      this.#shoppers.push(shopper);
      this.#pacer.schedule(loadStartUs + shopperPlan.arrivalUs, () => {
        this.#started += 1;
        this.#alive.add(shopper);
        shopper.start();
      });
    }
    return new Promise((resolve) => {
      this.#onDone = resolve;
      this.#stopPacer = runPacer(this.#pacer, nowUs, this.#options.alarm ?? null);
    });
  }

  /** Ends the load now: nothing more is sent, what is under way still gets its outcome. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const shopper of this.#shoppers) shopper.cutOff();
    this.#doneIfQuiet();
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

  /** The session cookies that the jars hold, as they would be sent. */
  cookies(): string[] {
    return this.#shoppers.flatMap((shopper) => shopper.holders().flatMap(({ device }) => device.cookie ?? []));
  }

  /** One read per jar that holds a session key, from a copy of the jar; nothing of the answers is kept. */
  async finalReads(): Promise<void> {
    const reads = this.#shoppers.flatMap((shopper) => shopper.holders().map((holder) => ({ shopper, ...holder })));
    const queue = reads[Symbol.iterator]();
    const worker = async () => {
      for (const { shopper, jar, device } of queue) await this.#finalRead(shopper.number, jar, device);
    };
    await Promise.all(Array.from({ length: FINAL_READS_AT_ONCE }, worker));
    this.#stopPacer();
  }

  #finalRead(shopper: number, jar: number, device: Device): Promise<void> {
    const { nowUs, record, timeoutMs } = this.#options;
    const sentUs = nowUs();
    const sent: SentOperation = {
      id: finalReadId(shopper, jar),
      origin: 'final',
      shopper,
      lane: 0,
      jar,
      epoch: 0,
      step: 'view',
      item: null,
      retryOf: null,
      intendedUs: sentUs,
      readyUs: sentUs,
      sentUs,
      keySent: device.key,
    };
    return new Promise((resolve) => {
      const timer = setTimeout(() => giveUp(), timeoutMs);
      const giveUp = device.send('view', sent.id, null, device.jar.copy(), (heard) => {
        clearTimeout(timer);
        record(operationRecord(sent, heard, nowUs(), null));
        device.close();
        resolve();
      });
    });
  }

  #world(): World {
    const { seed, block, origin, nowUs, clockMs, record, timeoutMs } = this.#options;
    const { hostname: host, port } = new URL(origin);
    const route = { host, port: Number(port), connectTimeoutMs: CONNECT_TIMEOUT_MS, dialer: new Dialer() };
    return {
      nowUs,
      record,
      timeoutUs: timeoutMs * 1000,
      schedule: (atUs, run) => this.#pacer.schedule(atUs, run),
      deadline: (atUs, giveUp) => this.#pacer.deadline(atUs, giveUp),
      device: (shopper, jar) => new HttpDevice(deviceOf(seed, block, shopper, jar), new OwnConnections(route), clockMs),
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
    const allArrived = this.#ended || this.#started === this.#options.plan.shoppers.length;
    if (!allArrived || this.#inFlight > 0 || this.#alive.size > 0) return;
    this.#ended = true;
    this.#pacer.clear();
    this.#onDone();
  }
}

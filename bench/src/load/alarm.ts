/**
 * An alarm that rings on time: timers of Node count whole milliseconds, and fire half a one late on average. A thread that
 * sleeps until the moment and then wakes this one costs about a tenth of a millisecond of CPU, so it is for loads that are
 * not dense: beyond {@link MOST_PER_SECOND} the timers do.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** A moment, and a count of changes by which the thread is woken. */
export const ALARM_BYTES = 16;
/** At most five per cent of a core. */
export const MOST_PER_SECOND = 500;
const PERIOD_US = 100_000;

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const CLOCK = createRequire(import.meta.url).resolve('@session-lab/bench/alarm-clock');

export class Alarm {
  readonly #memory = new SharedArrayBuffer(ALARM_BYTES);
  readonly #moment = new BigInt64Array(this.#memory, 0, 1);
  readonly #changes = new Int32Array(this.#memory, 8, 1);
  readonly #clock = new Worker(CLOCK, { workerData: this.#memory });
  #broken = false;
  #periodUs = 0;
  #setInPeriod = 0;
  /** Called when the moment has come, and may be called without one. */
  onRing: () => void = () => {};

  constructor() {
    this.#clock.on('message', () => this.onRing());
    this.#clock.on('error', () => {
      this.#broken = true;
      this.onRing();
    });
    this.#clock.unref();
  }

  /**
   * Replaces the moment before.
   *
   * @param atUs monotonic microseconds
   * @returns false, and no moment is set, when there are too many of them
   */
  set(atUs: number, nowUs: number): boolean {
    if (nowUs - this.#periodUs > PERIOD_US) {
      this.#periodUs = nowUs;
      this.#setInPeriod = 0;
    }
    this.#setInPeriod += 1;
    const isAffordable = this.#setInPeriod <= (MOST_PER_SECOND * PERIOD_US) / 1e6;
    this.#change(isAffordable && !this.#broken ? Math.ceil(atUs) : 0);
    return isAffordable && !this.#broken;
  }

  close(): void {
    void this.#clock.terminate();
  }

  #change(atUs: number): void {
    if (Atomics.exchange(this.#moment, 0, BigInt(atUs)) === BigInt(atUs)) return;
    Atomics.add(this.#changes, 0, 1);
    Atomics.notify(this.#changes, 0);
  }
}

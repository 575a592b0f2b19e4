/**
 * The pacer: what is due when. A priority queue, and the deadlines beside it, in virtual time that never reads a clock;
 * {@link runPacer} is the thin loop that does.
 */
import TinyQueue from 'tinyqueue';
import type { Alarm } from './alarm.js';
import { Deadlines } from './deadlines.js';

interface Due {
  readonly atUs: number;
  /** Order of scheduling: ties run first come, first served. */
  readonly order: number;
  readonly run: () => void;
}

const byTime = (a: Due, b: Due): number => a.atUs - b.atUs || a.order - b.order;

export class Pacer {
  #tasks = new TinyQueue<Due>([], byTime);
  readonly #deadlines = new Deadlines();
  #order = 0;
  /** Called when something becomes due earlier than anything scheduled so far. */
  onEarlier: () => void = () => {};

  /** Moment at which the next task or deadline is due; Infinity with none. */
  get nextUs(): number {
    return Math.min(this.#tasks.peek()?.atUs ?? Number.POSITIVE_INFINITY, this.#deadlines.nextUs);
  }

  schedule(atUs: number, run: () => void): void {
    const earlier = atUs < this.nextUs;
    this.#tasks.push({ atUs, order: this.#order++, run });
    if (earlier) this.onEarlier();
  }

  /**
   * @param atUs not before any deadline that was set earlier
   * @param giveUp called when the deadline passes
   * @returns the deadline is met: `giveUp` will not be called
   */
  deadline(atUs: number, giveUp: () => void): () => void {
    const earlier = atUs < this.nextUs;
    const met = this.#deadlines.set(atUs, giveUp);
    if (earlier) this.onEarlier();
    return met;
  }

  /** Runs what is due, in order, then the deadlines; what a task schedules for now or earlier runs in the same call. */
  runDue(nowUs: number): void {
    for (let next = this.#tasks.peek(); next !== undefined && next.atUs <= nowUs; next = this.#tasks.peek()) {
      this.#tasks.pop();
      next.run();
    }
    this.#deadlines.runDue(nowUs);
  }

  clear(): void {
    this.#tasks = new TinyQueue<Due>([], byTime);
    this.#deadlines.clear();
  }
}

/**
 * Runs a pacer in real time until it is stopped. Timers of Node have a resolution of 1 ms, so a task starts up to about
 * 1 ms late, and a tenth of one with an alarm; that lateness is part of the generator lag that every operation records.
 * What is due already when it is scheduled waits for neither: it runs when the answers at hand have been read.
 *
 * @param alarm closed with the loop; null: timers alone
 * @returns stops the loop
 */
export function runPacer(pacer: Pacer, nowUs: () => number, alarm: Alarm | null = null): () => void {
  let timer: NodeJS.Timeout | null = null;
  let immediate: NodeJS.Immediate | null = null;
  let stopped = false;
  const tick = () => {
    disarm();
    pacer.runDue(nowUs());
    arm();
  };
  const disarm = () => {
    if (timer !== null) clearTimeout(timer);
    if (immediate !== null) clearImmediate(immediate);
    timer = null;
    immediate = null;
  };
  const arm = () => {
    if (stopped || immediate !== null) return;
    disarm();
    const { nextUs } = pacer;
    if (nextUs === Number.POSITIVE_INFINITY) return;
    const now = nowUs();
    const restUs = nextUs - now;
    if (restUs <= 0) immediate = setImmediate(tick);
    else if (alarm === null || !alarm.set(nextUs, now)) timer = setTimeout(tick, Math.floor(restUs / 1000));
  };
  pacer.onEarlier = arm;
  if (alarm !== null) alarm.onRing = tick;
  arm();
  return () => {
    stopped = true;
    disarm();
    alarm?.close();
  };
}

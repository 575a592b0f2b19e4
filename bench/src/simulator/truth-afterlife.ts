/** What is true of a session's life after its end: told by the store as it happens, and by who saw it. */
import type { OperationRecord } from '../history/records.js';

export interface TrueAfterlife {
  /** The store itself brought it back, or left it under an old key, and it was seen after the log-out was acknowledged. */
  readonly revived: boolean;
  /** By how much its time was over when an operation that found it was sent, or a dump taken; 0: never, microseconds. */
  readonly overstayedUs: number;
  /** A dump had it under several keys. */
  readonly doubled: boolean;
}

export class AfterlifePage {
  #logOutAnsweredUs = Number.POSITIVE_INFINITY;
  #cameBack = false;
  /** Moments at which the store found it although its time had been over since `sinceUs`. */
  readonly #outlived: { readonly sinceUs: number; readonly atUs: number }[] = [];
  #revived = false;
  #overstayedUs = 0;
  readonly #dumpedUnder = new Set<string>();

  cameBack(): void {
    this.#cameBack = true;
  }

  outlived(sinceUs: number, atUs: number): void {
    this.#outlived.push({ sinceUs, atUs });
  }

  named(op: OperationRecord): void {
    if (op.step === 'signOut' && op.outcome === 'ok' && this.#logOutAnsweredUs === Number.POSITIVE_INFINITY) {
      this.#logOutAnsweredUs = op.doneUs;
    } else if (this.#cameBack && op.sentUs >= this.#logOutAnsweredUs) this.#revived = true;
    this.#seen(op.sentUs, op.doneUs);
  }

  /** @param live the key that it has by now */
  dumped(key: string, live: string, t: number): void {
    this.#dumpedUnder.add(key);
    if ((this.#cameBack || key !== live) && t >= this.#logOutAnsweredUs) this.#revived = true;
    this.#seen(t, t);
  }

  #seen(fromUs: number, toUs: number): void {
    for (const { sinceUs, atUs } of this.#outlived) {
      if (atUs >= fromUs && atUs <= toUs) this.#overstayedUs = Math.max(this.#overstayedUs, fromUs - sinceUs);
    }
  }

  close(): TrueAfterlife {
    return { revived: this.#revived, overstayedUs: this.#overstayedUs, doubled: this.#dumpedUnder.size > 1 };
  }
}

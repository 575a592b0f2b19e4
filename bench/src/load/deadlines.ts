/**
 * What gives up when its time is over. Everybody gets the same time, so deadlines pass in the order in which they were
 * set: a queue, where a heap would hold thousands of entries that hardly ever matter. Virtual time, as the pacer.
 */

interface Deadline {
  readonly atUs: number;
  /** null: it was met. */
  giveUp: (() => void) | null;
}

export class Deadlines {
  readonly #waiting: Deadline[] = [];
  #next = 0;

  /**
   * @param atUs not before any that was set earlier
   * @returns the deadline is met: nothing will be given up
   */
  set(atUs: number, giveUp: () => void): () => void {
    const deadline: Deadline = { atUs, giveUp };
    this.#waiting.push(deadline);
    return () => {
      deadline.giveUp = null;
    };
  }

  /** Moment of the next that is not met; Infinity with none. */
  get nextUs(): number {
    this.#passOver();
    return this.#waiting[this.#next]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  runDue(nowUs: number): void {
    while (this.nextUs <= nowUs) {
      const { giveUp } = this.#waiting[this.#next++] as Deadline;
      giveUp?.();
    }
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#next = 0;
  }

  #passOver(): void {
    while (this.#next < this.#waiting.length && this.#waiting[this.#next]?.giveUp === null) this.#next += 1;
    // Half of it is behind us: the rest moves up.
    if (this.#next < 1024 || this.#next * 2 < this.#waiting.length) return;
    this.#waiting.splice(0, this.#next);
    this.#next = 0;
  }
}

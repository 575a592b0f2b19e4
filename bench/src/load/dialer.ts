/**
 * Opens connections a few at a time: thousands in one turn of the event loop would keep every answer waiting (5,000 cost
 * 349 ms, measured), so between two handfuls everything else gets its turn.
 */

/** About a millisecond's worth. */
const AT_ONCE = 16;

export class Dialer {
  readonly #waiting: (() => void)[] = [];
  #next = 0;
  #free = AT_ONCE;
  #armed = false;

  /** @param open opens the connection, now or in one of the next turns */
  dial(open: () => void): void {
    if (!this.#armed) {
      this.#armed = true;
      setImmediate(() => this.#turn());
    }
    if (this.#free > 0 && this.#next === this.#waiting.length) {
      this.#free -= 1;
      open();
    } else this.#waiting.push(open);
  }

  #turn(): void {
    this.#armed = false;
    this.#free = AT_ONCE;
    while (this.#free > 0 && this.#next < this.#waiting.length) {
      this.#free -= 1;
      this.#waiting[this.#next++]?.();
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#next = 0;
      return;
    }
    this.#armed = true;
    setImmediate(() => this.#turn());
  }
}

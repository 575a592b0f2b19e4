/** Virtual time: a queue of what happens next, in microseconds. Things of the same microsecond keep their order. */
export class Clock {
  now = 0;
  readonly #queue: { readonly t: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;

  at(t: number, run: () => void): void {
    const entry = { t: Math.max(t, this.now), order: this.#order, run };
    this.#order += 1;
    this.#queue.push(entry);
    let child = this.#queue.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  after(delay: number, run: () => void): void {
    this.at(this.now + delay, run);
  }

  /** Runs what is due up to `untilUs`, and what that brings about. */
  run(untilUs = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.t > untilUs) break;
      this.#removeFirst();
      this.now = next.t;
      next.run();
    }
    if (Number.isFinite(untilUs)) this.now = Math.max(this.now, untilUs);
  }

  #removeFirst(): void {
    const last = this.#queue.pop();
    if (last === undefined || this.#queue.length === 0) return;
    this.#queue[0] = last;
    let parent = 0;
    for (;;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.#queue.length && this.#isBefore(child, least)) least = child;
      }
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#queue[a], this.#queue[b]];
    return x !== undefined && y !== undefined && (x.t < y.t || (x.t === y.t && x.order < y.order));
  }

  #swap(a: number, b: number): void {
    const [x, y] = [this.#queue[a], this.#queue[b]];
    if (x === undefined || y === undefined) return;
    this.#queue[a] = y;
    this.#queue[b] = x;
  }
}

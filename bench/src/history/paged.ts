/** Small numbers by large ones, such as operation ids: in pages, since ids come in ranges that lie far apart. */

const PAGE = 8192;

export class PagedNumbers {
  readonly #pages = new Map<number, Uint16Array>();
  #page: Uint16Array | undefined;
  #number = -1;

  /** 0 where nothing was set. */
  get(id: number): number {
    return this.#pageOf(id)?.[id % PAGE] ?? 0;
  }

  /** @param value 0–65,535 */
  set(id: number, value: number): void {
    let page = this.#pageOf(id);
    if (page === undefined) {
      page = new Uint16Array(PAGE);
      this.#pages.set(this.#number, page);
      this.#page = page;
    }
    page[id % PAGE] = value;
  }

  #pageOf(id: number): Uint16Array | undefined {
    const number = Math.floor(id / PAGE);
    if (number !== this.#number) {
      this.#number = number;
      this.#page = this.#pages.get(number);
    }
    return this.#page;
  }
}

const BITS = 16;

/** Which ids there were, a bit each. */
export class IdSet {
  readonly #words = new PagedNumbers();

  has(id: number): boolean {
    return (this.#words.get(Math.floor(id / BITS)) & (1 << (id % BITS))) !== 0;
  }

  /** False when it was there already. */
  add(id: number): boolean {
    const [place, bit] = [Math.floor(id / BITS), 1 << (id % BITS)];
    const word = this.#words.get(place);
    if ((word & bit) !== 0) return false;
    this.#words.set(place, word | bit);
    return true;
  }
}

const BLOCK = 32;

/** A small number by id, where neighbours mostly have the same: one for a block of ids, and a bit for each. */
export class BlockNumbers {
  readonly #ids = new IdSet();
  readonly #blocks = new PagedNumbers();
  /** Those that differ from the first of their block. */
  readonly #others = new Map<number, number>();

  /** 0 where nothing was set. */
  get(id: number): number {
    if (!this.#ids.has(id)) return 0;
    return (this.#others.size === 0 ? undefined : this.#others.get(id)) ?? this.#blocks.get(Math.floor(id / BLOCK));
  }

  /** @param value 1–65,535 */
  set(id: number, value: number): void {
    const block = Math.floor(id / BLOCK);
    const first = this.#blocks.get(block);
    this.#ids.add(id);
    if (first === 0) this.#blocks.set(block, value);
    else if (first !== value) this.#others.set(id, value);
  }
}

/** Small numbers by numbers that are dense, such as those of a table of strings. */
export class DenseNumbers {
  #numbers = new Uint16Array(PAGE);

  /** 0 where nothing was set. */
  get(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** @param value 0–65,535 */
  set(place: number, value: number): void {
    if (place >= this.#numbers.length) {
      const more = new Uint16Array(Math.max(place + 1, this.#numbers.length * 2));
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[place] = value;
  }
}

/** Small numbers by large ones, such as operation ids: in pages, since ids come in ranges that lie far apart. */

const PAGE = 8192;

export class PagedBytes {
  readonly #pages = new Map<number, Uint8Array>();
  #page: Uint8Array | undefined;
  #number = -1;

  /** 0 where nothing was set. */
  get(id: number): number {
    return this.#pageOf(id)?.[id % PAGE] ?? 0;
  }

  /** @param value 0–255 */
  set(id: number, value: number): void {
    let page = this.#pageOf(id);
    if (page === undefined) {
      page = new Uint8Array(PAGE);
      this.#pages.set(this.#number, page);
      this.#page = page;
    }
    page[id % PAGE] = value;
  }

  #pageOf(id: number): Uint8Array | undefined {
    const number = Math.floor(id / PAGE);
    if (number !== this.#number) {
      this.#number = number;
      this.#page = this.#pages.get(number);
    }
    return this.#page;
  }
}

/** Which part of a trial a session, key or item belongs to: the first that names it. Whoever else does is tied to it. */
import type { Mentions } from '../history/operation-rows.js';
import { BlockNumbers, DenseNumbers } from '../history/paged.js';
import { EMPTY_STRING } from '../history/strings.js';
import type { Ties } from './ties.js';

export class Named {
  readonly #ties: Ties;
  /** By the number of the string. */
  readonly #names = new DenseNumbers();
  /** A shopper's items are neighbours. */
  readonly #items = new BlockNumbers();
  #part = 0;
  readonly #mentions: Mentions = {
    name: (number) => {
      if (number <= EMPTY_STRING) return;
      const other = this.#names.get(number);
      if (other === 0) this.#names.set(number, this.#part);
      else if (other !== this.#part) this.#ties.tie(other, this.#part);
    },
    item: (item) => {
      const other = this.#items.get(item);
      if (other === 0) this.#items.set(item, this.#part);
      else if (other !== this.#part) this.#ties.tie(other, this.#part);
    },
  };

  constructor(ties: Ties) {
    this.#ties = ties;
  }

  /** To be told what a record of the part names, before the next is asked for. */
  by(part: number): Mentions {
    this.#part = part;
    return this.#mentions;
  }

  /** 0 where nobody named it yet. */
  partOf(name: number): number {
    return this.#names.get(name);
  }

  /** Part of the first thing named that belongs to one; 0 for none. */
  firstOf(tell: (to: Mentions) => void): number {
    let part = 0;
    tell({
      name: (number) => {
        part ||= this.partOf(number);
      },
      item: (item) => {
        part ||= this.#items.get(item);
      },
    });
    return part;
  }
}

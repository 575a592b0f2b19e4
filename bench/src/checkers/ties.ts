/** What belongs together, by pairs: a union-find over a few numbers. */
export class Ties {
  /** Of each number, one that it is tied to, or itself. */
  readonly #towards: number[];

  /** @param count numbers, from 1 */
  constructor(count: number) {
    this.#towards = Array.from({ length: count + 1 }, (_, i) => i);
  }

  tie(a: number, b: number): void {
    this.#towards[this.#rootOf(a)] = this.#rootOf(b);
  }

  /** Every number in exactly one group, by their first number. */
  groups(): Set<number>[] {
    const groups = new Map<number, Set<number>>();
    for (let number = 1; number < this.#towards.length; number += 1) {
      const root = this.#rootOf(number);
      const group = groups.get(root) ?? new Set();
      groups.set(root, group.add(number));
    }
    return [...groups.values()];
  }

  #rootOf(number: number): number {
    let root = number;
    for (let next = this.#towards[root]; next !== undefined && next !== root; next = this.#towards[root]) root = next;
    return root;
  }
}

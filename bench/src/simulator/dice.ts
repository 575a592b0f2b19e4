/** Seeded dice (mulberry32): the same seed throws the same numbers on every machine. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    // Neighbouring seeds start alike; a few throws apart they no longer do.
    for (let i = 0; i < 4; i += 1) this.share();
  }

  /** 0 ≤ share < 1. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Integer, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.between(0, values.length - 1)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  /** Picks by weight. */
  weighted<T>(values: readonly (readonly [T, number])[]): T {
    let point = this.share() * values.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of values) {
      point -= weight;
      if (point < 0) return value;
    }
    return this.pick(values)[0];
  }
}

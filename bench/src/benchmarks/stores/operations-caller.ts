/** Whoever asks a store in the micro-benchmark: one operation after the other, on a session of its own. */
import type { Contents, StoreUnderTest } from './operations-stores.js';

export const OPERATIONS = ['load', 'change', 'mixed', 'create', 'move'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What somebody has in a session of so many items. */
function contentsOf(items: number): Contents {
  const contents: Record<string, unknown> = { birth: 'c0ffee00-birth', account: 'shopper-4711', plan: 'standard' };
  for (let item = 0; item < items; item += 1) contents[`item:${4_711_000 + item}`] = 'plan';
  return contents;
}

const watchOf = (sequence: number) => ({ title: 'the-long-night', positionSeconds: sequence % 4000, sequence });

/** Operations between two looks at the clock. */
const BATCH = 8;
/** Nine look-ups and a change. */
const MIX = 10;

export class Caller {
  done = 0;
  readonly #store: StoreUnderTest;
  readonly #operation: Operation;
  readonly #contents: Contents;
  readonly #name: string;
  /** Under which its session is now. */
  #key: string;

  constructor(store: StoreUnderTest, operation: Operation, items: number, name: string) {
    this.#store = store;
    this.#operation = operation;
    this.#contents = contentsOf(items);
    this.#name = name;
    this.#key = name;
  }

  async begin(): Promise<void> {
    await this.#store.create(this.#key, this.#contents);
  }

  async work(untilMs: number): Promise<void> {
    do {
      for (let n = 0; n < BATCH; n += 1) await this.#once();
    } while (performance.now() < untilMs);
  }

  async #once(): Promise<void> {
    const turn = this.done;
    this.done += 1;
    switch (this.#operation) {
      case 'load':
        await this.#store.load(this.#key);
        return;
      case 'change':
        await this.#store.change(this.#key, 'watch', watchOf(turn));
        return;
      case 'mixed':
        if (turn % MIX === MIX - 1) await this.#store.change(this.#key, 'watch', watchOf(turn));
        else await this.#store.load(this.#key);
        return;
      case 'create':
        await this.#store.create(`${this.#name}/${turn}`, this.#contents);
        return;
      case 'move': {
        const to = `${this.#name}/${turn}`;
        await this.#store.move(this.#key, to);
        this.#key = to;
      }
    }
  }

  /** Takes all of it away. @throws Error when the session does not hold what was written last */
  async end(): Promise<void> {
    const held = await this.#store.load(this.#key);
    for (const field in this.#contents) {
      if (held[field] !== this.#contents[field]) throw new Error(`${this.#key} lost its ${field}`);
    }
    const { sequence } = (held['watch'] ?? { sequence: null }) as { sequence: number | null };
    const written = this.#lastWritten();
    if (sequence !== written) throw new Error(`${this.#key} holds sequence ${sequence} instead of ${written}`);
    await this.#store.destroy(this.#key);
    if (this.#operation !== 'create') return;
    for (let turn = 0; turn < this.done; turn += 1) await this.#store.destroy(`${this.#name}/${turn}`);
  }

  #lastWritten(): number | null {
    if (this.#operation === 'change') return this.done - 1;
    if (this.#operation !== 'mixed') return null;
    const changes = Math.floor(this.done / MIX);
    return changes === 0 ? null : changes * MIX - 1;
  }
}

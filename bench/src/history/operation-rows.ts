/** How a chunk of operations is laid out: a column a field, so that a row takes about a hundred bytes. */
import type { Step } from '@session-lab/checkout/protocol';
import type { OperationRecord, Origin, Outcome } from './records.js';
import type { StringTable } from './strings.js';

export const ROWS = 8192;

/** Microseconds and ids: any integer of JavaScript; NaN is null. */
const WIDE = ['id', 'item', 'retryOf', 'intendedUs', 'readyUs', 'sentUs', 'doneUs'] as const;
/** Numbers of strings, the shopper, and the two ends of the items. */
const WORDS = [
  'shopper',
  'step',
  'origin',
  'outcome',
  'keySent',
  'keyGiven',
  'error',
  'node',
  'birth',
  'firstItem',
  'lastItem',
] as const;
const HALVES = ['lane', 'jar', 'epoch', 'status'] as const;

const WORDS_AT = WIDE.length * ROWS * 8;
const HALVES_AT = WORDS_AT + WORDS.length * ROWS * 4;
const FLAGS_AT = HALVES_AT + HALVES.length * ROWS * 2;
export const CHUNK_BYTES = FLAGS_AT + ROWS;

const BALANCER_MADE = 1;
const SPEAKS = 2;
const RECEIPT = 4;

/** `firstItem` of a list that is not one range: `lastItem` is then the number of its text. */
const AS_TEXT = 0xffffffff;
/** `firstItem` of an empty list. */
const NO_ITEMS = 0xfffffffe;

/** One chunk, as columns over its bytes. */
export class OperationRows {
  readonly #wide: Readonly<Record<(typeof WIDE)[number], Float64Array>>;
  readonly #words: Readonly<Record<(typeof WORDS)[number], Uint32Array>>;
  readonly #halves: Readonly<Record<(typeof HALVES)[number], Uint16Array>>;
  readonly #flags: Uint8Array;
  readonly #strings: StringTable;

  constructor(bytes: ArrayBuffer, strings: StringTable) {
    const columns = <K extends string, A>(names: readonly K[], of: (column: number) => A) =>
      Object.fromEntries(names.map((name, column) => [name, of(column)])) as Record<K, A>;
    this.#wide = columns(WIDE, (i) => new Float64Array(bytes, i * ROWS * 8, ROWS));
    this.#words = columns(WORDS, (i) => new Uint32Array(bytes, WORDS_AT + i * ROWS * 4, ROWS));
    this.#halves = columns(HALVES, (i) => new Uint16Array(bytes, HALVES_AT + i * ROWS * 2, ROWS));
    this.#flags = new Uint8Array(bytes, FLAGS_AT, ROWS);
    this.#strings = strings;
  }

  shopperAt(row: number): number {
    return this.#words.shopper[row] as number;
  }

  write(row: number, op: OperationRecord): void {
    const [wide, words, halves, strings] = [this.#wide, this.#words, this.#halves, this.#strings];
    wide.id[row] = op.id;
    wide.item[row] = op.item ?? Number.NaN;
    wide.retryOf[row] = op.retryOf ?? Number.NaN;
    wide.intendedUs[row] = op.intendedUs;
    wide.readyUs[row] = op.readyUs;
    wide.sentUs[row] = op.sentUs;
    wide.doneUs[row] = op.doneUs;
    words.shopper[row] = op.shopper;
    words.step[row] = strings.numberOf(op.step);
    words.origin[row] = strings.numberOf(op.origin);
    words.outcome[row] = strings.numberOf(op.outcome);
    words.keySent[row] = strings.numberOf(op.keySent);
    words.keyGiven[row] = strings.numberOf(op.keyGiven);
    words.error[row] = strings.numberOf(op.error);
    words.node[row] = strings.numberOf(op.node);
    words.birth[row] = strings.numberOf(op.birth);
    this.#writeItems(row, op.items);
    halves.lane[row] = op.lane;
    halves.jar[row] = op.jar;
    halves.epoch[row] = op.epoch;
    halves.status[row] = op.status ?? 0;
    this.#flags[row] = (op.balancerMade ? BALANCER_MADE : 0) | (op.speaks ? SPEAKS : 0) | (op.receipt ? RECEIPT : 0);
  }

  read(row: number): OperationRecord {
    const [wide, words, halves, strings] = [this.#wide, this.#words, this.#halves, this.#strings];
    const flags = this.#flags[row] as number;
    return {
      kind: 'op',
      id: wide.id[row] as number,
      origin: strings.stringOf(words.origin[row] as number) as Origin,
      shopper: words.shopper[row] as number,
      lane: halves.lane[row] as number,
      jar: halves.jar[row] as number,
      epoch: halves.epoch[row] as number,
      step: strings.stringOf(words.step[row] as number) as Step,
      item: nullable(wide.item[row] as number),
      retryOf: nullable(wide.retryOf[row] as number),
      intendedUs: wide.intendedUs[row] as number,
      readyUs: wide.readyUs[row] as number,
      sentUs: wide.sentUs[row] as number,
      doneUs: wide.doneUs[row] as number,
      keySent: strings.stringOf(words.keySent[row] as number),
      keyGiven: strings.stringOf(words.keyGiven[row] as number),
      outcome: strings.stringOf(words.outcome[row] as number) as Outcome,
      status: halves.status[row] || null,
      error: strings.stringOf(words.error[row] as number),
      balancerMade: (flags & BALANCER_MADE) !== 0,
      node: strings.stringOf(words.node[row] as number),
      speaks: (flags & SPEAKS) !== 0,
      birth: strings.stringOf(words.birth[row] as number),
      items: this.#readItems(row),
      receipt: (flags & RECEIPT) !== 0,
    };
  }

  #writeItems(row: number, items: string): void {
    const range = items === '' ? NOTHING : oneRange(items);
    this.#words.firstItem[row] = range === null ? AS_TEXT : range.first;
    this.#words.lastItem[row] = range === null ? this.#strings.numberOf(items) : range.last;
  }

  #readItems(row: number): string {
    const first = this.#words.firstItem[row] as number;
    const last = this.#words.lastItem[row] as number;
    if (first === NO_ITEMS) return '';
    if (first === AS_TEXT) return this.#strings.stringOf(last) ?? '';
    return first === last ? String(first) : `${first}-${last}`;
  }
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);

const NOTHING = { first: NO_ITEMS, last: 0 } as const;

/** `5` or `3-7`, as they are written; null for anything else, which is kept as it is. */
function oneRange(items: string): { readonly first: number; readonly last: number } | null {
  const dash = items.indexOf('-');
  const first = Number(dash < 0 ? items : items.slice(0, dash));
  const last = dash < 0 ? first : Number(items.slice(dash + 1));
  if (!(first >= 0 && first < NO_ITEMS && last >= first && last < NO_ITEMS)) return null;
  // What does not read back as it was written is none.
  return (first === last ? String(first) : `${first}-${last}`) === items ? { first, last } : null;
}

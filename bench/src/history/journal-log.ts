/** The journal of one incarnation, however long: see operation-log.ts. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import { Spool } from './spool.js';
import type { StringTable } from './strings.js';
import type { JournalEntries } from './trial.js';

const ROWS = 16_384;
const KINDS = ['op', 'created', 'moving', 'moved', 'ended'] as const;
/** A line of another kind; `birth` is then its place among them. */
const OTHER = KINDS.length;

const WORDS_AT = 2 * ROWS * 8;
const KIND_AT = WORDS_AT + 3 * ROWS * 4;
const CHUNK_BYTES = KIND_AT + ROWS;

/** Operation and birth of a line; null where it has none. */
export type LineTest = (op: number | null, birth: string | null) => boolean;

interface Chunk {
  readonly t: Float64Array;
  readonly op: Float64Array;
  readonly birth: Uint32Array;
  readonly from: Uint32Array;
  readonly key: Uint32Array;
  readonly kind: Uint8Array;
}

export class JournalLog implements JournalEntries {
  readonly #strings: StringTable;
  readonly #spool = new Spool(CHUNK_BYTES);
  /** The few that a start or a stop wrote. */
  readonly #others: JournalEntry[] = [];
  #bytes: ArrayBuffer | null = null;
  #last: Chunk | null = null;
  #length = 0;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  get length(): number {
    return this.#length;
  }

  append(entry: JournalEntry): void {
    const row = this.#length % ROWS;
    if (row === 0) {
      if (this.#bytes !== null) this.#spool.append(this.#bytes);
      this.#bytes = new ArrayBuffer(CHUNK_BYTES);
      this.#last = columns(this.#bytes);
    }
    if (this.#last !== null) this.#write(this.#last, row, entry);
    this.#length += 1;
  }

  *[Symbol.iterator](): Generator<JournalEntry> {
    for (const [chunk, count] of this.#chunks()) {
      for (let row = 0; row < count; row += 1) yield this.#read(chunk, row);
    }
  }

  filter(test: (entry: JournalEntry) => boolean): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const entry of this) if (test(entry)) found.push(entry);
    return found;
  }

  some(test: (entry: JournalEntry) => boolean): boolean {
    for (const entry of this) if (test(entry)) return true;
    return false;
  }

  /** Lines whose operation and birth pass, in order; the others are not made. */
  select(test: LineTest): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (const [chunk, count] of this.#chunks()) {
      for (let row = 0; row < count; row += 1) {
        const kind = chunk.kind[row] as number;
        const op = kind === OTHER ? null : (chunk.op[row] as number);
        const birth = kind === 0 || kind === OTHER ? null : this.#strings.stringOf(chunk.birth[row] as number);
        if (test(op, birth)) found.push(this.#read(chunk, row));
      }
    }
    return found;
  }

  *#chunks(): Generator<readonly [Chunk, number]> {
    for (let i = 0; i < this.#spool.chunks; i += 1) yield [columns(this.#spool.read(i)), ROWS];
    if (this.#last !== null) yield [this.#last, this.#length - this.#spool.chunks * ROWS];
  }

  #write(chunk: Chunk, row: number, entry: JournalEntry): void {
    const kind = (KINDS as readonly string[]).indexOf(entry.k);
    chunk.t[row] = entry.t;
    chunk.kind[row] = kind < 0 ? OTHER : kind;
    if (kind < 0) {
      chunk.birth[row] = this.#others.length;
      this.#others.push(entry);
    }
    if ('op' in entry) chunk.op[row] = entry.op;
    if (!('birth' in entry)) return;
    chunk.birth[row] = this.#strings.numberOf(entry.birth);
    chunk.key[row] = this.#strings.numberOf(entry.key);
    if ('from' in entry) chunk.from[row] = this.#strings.numberOf(entry.from);
  }

  #read(chunk: Chunk, row: number): JournalEntry {
    const kind = chunk.kind[row] as number;
    if (kind === OTHER) return this.#others[chunk.birth[row] as number] as JournalEntry;
    const k = KINDS[kind] as (typeof KINDS)[number];
    const [t, op] = [chunk.t[row] as number, chunk.op[row] as number];
    if (k === 'op') return { k, t, op };
    const string = (number: number | undefined): string => this.#strings.stringOf(number ?? 0) ?? '';
    const [birth, key] = [string(chunk.birth[row]), string(chunk.key[row])];
    if (k === 'moving' || k === 'moved') return { k, t, op, birth, from: string(chunk.from[row]), key };
    return { k, t, op, birth, key };
  }
}

function columns(bytes: ArrayBuffer): Chunk {
  const word = (column: number) => new Uint32Array(bytes, WORDS_AT + column * ROWS * 4, ROWS);
  return {
    t: new Float64Array(bytes, 0, ROWS),
    op: new Float64Array(bytes, ROWS * 8, ROWS),
    birth: word(0),
    from: word(1),
    key: word(2),
    kind: new Uint8Array(bytes, KIND_AT, ROWS),
  };
}

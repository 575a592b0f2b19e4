/** How a line of a journal is laid out in a row. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import type { RowFormat } from './log.js';
import type { StringTable } from './strings.js';

const T = 0;
const OP = 8;
const BIRTH = 16;
const FROM = 20;
const KEY = 24;
const KIND = 28;

const KINDS = ['op', 'created', 'moving', 'moved', 'ended'] as const;
/** A line of another kind; in the place of the birth stands the number of its JSON: a journal has two of them. */
const OTHER = KINDS.length;

export class JournalRows implements RowFormat<JournalEntry> {
  readonly bytes = 32;
  readonly #strings: StringTable;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  write(view: DataView, at: number, entry: JournalEntry): void {
    const kind = (KINDS as readonly string[]).indexOf(entry.k);
    view.setFloat64(at + T, entry.t);
    view.setUint8(at + KIND, kind < 0 ? OTHER : kind);
    if ('op' in entry) view.setFloat64(at + OP, entry.op);
    if (kind < 0) view.setUint32(at + BIRTH, this.#strings.numberOf(JSON.stringify(entry)));
    if (!('birth' in entry)) return;
    view.setUint32(at + BIRTH, this.#strings.numberOf(entry.birth));
    view.setUint32(at + KEY, this.#strings.numberOf(entry.key));
    if ('from' in entry) view.setUint32(at + FROM, this.#strings.numberOf(entry.from));
  }

  read(view: DataView, at: number): JournalEntry {
    const string = (column: number): string => this.#strings.stringOf(view.getUint32(at + column)) ?? '';
    const k = KINDS[view.getUint8(at + KIND)];
    if (k === undefined) return JSON.parse(string(BIRTH)) as JournalEntry;
    const [t, op] = [view.getFloat64(at + T), view.getFloat64(at + OP)];
    if (k === 'op') return { k, t, op };
    const [birth, key] = [string(BIRTH), string(KEY)];
    if (k === 'moving' || k === 'moved') return { k, t, op, birth, from: string(FROM), key };
    return { k, t, op, birth, key };
  }
}

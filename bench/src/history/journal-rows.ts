/** How a line of a journal is laid out in a row. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import type { Log, RowFormat } from './log.js';
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

export type JournalRowLog = Log<JournalEntry, JournalRows>;

/** What a line names: the operation, NaN for none, and sessions and keys by the numbers of their strings, 0 for none. */
export interface LineMentions {
  readonly op: number;
  readonly birth: number;
  readonly key: number;
  readonly from: number;
}

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
    view.setFloat64(at + OP, 'op' in entry ? entry.op : Number.NaN);
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

  mentionsAt(view: DataView, at: number): LineMentions {
    const op = view.getFloat64(at + OP);
    if (view.getUint8(at + KIND) === OTHER) return { op, birth: 0, key: 0, from: 0 };
    const number = (column: number): number => view.getUint32(at + column);
    return { op, birth: number(BIRTH), key: number(KEY), from: number(FROM) };
  }
}

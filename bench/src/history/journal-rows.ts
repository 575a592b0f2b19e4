/** How a line of a journal is laid out in a row. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import { assertFields, type Fields } from './fields.js';
import { type FieldKind, LinePattern } from './line-pattern.js';
import type { Log, RowFormat } from './log.js';
import type { StringTable } from './strings.js';

const T = 0;
const OP = 8;
const BIRTH = 16;
const FROM = 20;
const KEY = 24;
const KIND = 28;

const STRINGS = [
  ['birth', BIRTH],
  ['from', FROM],
  ['key', KEY],
] as const;

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

const EXECUTED = { t: 'whole', op: 'whole' } as const;
const SESSION = { ...EXECUTED, birth: 'text', key: 'text' } as const;
const MOVE = { ...EXECUTED, birth: 'text', from: 'text', key: 'text' } as const;
/** Of each kind, as a node writes it. */
const FIELDS: Readonly<Record<(typeof KINDS)[number], Readonly<Record<string, FieldKind>>>> = {
  op: EXECUTED,
  created: SESSION,
  moving: MOVE,
  moved: MOVE,
  ended: SESSION,
};

/**
 * Lines of other kinds may hold what they like.
 *
 * @throws TypeError naming the field, what was found and what was expected
 */
export function assertJournalEntry(entry: JournalEntry): void {
  assertFields(entry, { k: 'text', t: 'whole', ...((FIELDS as Readonly<Record<string, Fields>>)[entry.k] ?? {}) });
}

export class JournalRows implements RowFormat<JournalEntry> {
  readonly bytes = 32;
  /** By kind. */
  readonly #lines = KINDS.map((k) => new LinePattern(`{"k":"${k}",`, FIELDS[k]));
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
    if (kind <= 0) return;
    // A line of a session without one is none of ours.
    if (!('birth' in entry)) throw new TypeError(`a line "${entry.k}" without a birth`);
    view.setUint32(at + BIRTH, this.#strings.numberOf(entry.birth));
    view.setUint32(at + KEY, this.#strings.numberOf(entry.key));
    if ('from' in entry) view.setUint32(at + FROM, this.#strings.numberOf(entry.from));
  }

  writeLine(view: DataView, at: number, bytes: Uint8Array, lineFrom: number): number {
    for (let kind = 0; kind < this.#lines.length; kind += 1) {
      const line = this.#lines[kind] as LinePattern<string>;
      const end = line.match(bytes, lineFrom);
      if (end < 0) continue;
      const { numbers, from, to, places } = line;
      view.setFloat64(at + T, numbers[places['t'] as number] as number);
      view.setFloat64(at + OP, numbers[places['op'] as number] as number);
      view.setUint8(at + KIND, kind);
      for (const [name, column] of STRINGS) {
        const place = places[name];
        if (place === undefined) continue;
        view.setUint32(at + column, this.#strings.numberOfBytes(bytes, from[place] as number, to[place] as number));
      }
      return end;
    }
    return -1;
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

/** How a session that a dump lists is laid out in a row. */
import type { DumpLine } from '@session-lab/checkout/protocol';
import { eachItemAt, readItems, writeItemBytes, writeItems } from './item-columns.js';
import { type FieldKind, LinePattern } from './line-pattern.js';
import type { Log, RowFormat } from './log.js';
import type { Mentions } from './operation-rows.js';
import type { StringTable } from './strings.js';

/** NaN is null. */
const TTL = 0;
const BIRTH = 8;
const KEY = 12;
const ITEMS = 16;
const RECEIPT = 24;

export type DumpLog = Log<DumpLine, DumpRows>;

export const DUMP_LINE_FIELDS = {
  key: 'text',
  birth: 'text',
  items: 'text',
  ttlMs: 'whole?',
  receipt: 'flag',
} as const satisfies Readonly<Record<string, FieldKind>>;

export class DumpRows implements RowFormat<DumpLine> {
  readonly bytes = 32;
  readonly #line = new LinePattern('{', DUMP_LINE_FIELDS);
  readonly #strings: StringTable;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  write(view: DataView, at: number, { ttlMs, birth, key, items, receipt }: DumpLine): void {
    view.setFloat64(at + TTL, ttlMs ?? Number.NaN);
    view.setUint32(at + BIRTH, this.#strings.numberOf(birth));
    view.setUint32(at + KEY, this.#strings.numberOf(key));
    writeItems(view, at + ITEMS, items, this.#strings);
    view.setUint8(at + RECEIPT, receipt ? 1 : 0);
  }

  writeLine(view: DataView, at: number, bytes: Uint8Array, lineFrom: number): number {
    const end = this.#line.match(bytes, lineFrom);
    if (end < 0) return end;
    const { numbers, from, to, places } = this.#line;
    const [key, birth, items] = [places.key, places.birth, places.items];
    const strings = this.#strings;
    view.setFloat64(at + TTL, numbers[places.ttlMs] as number);
    view.setUint32(at + BIRTH, strings.numberOfBytes(bytes, from[birth] as number, to[birth] as number));
    view.setUint32(at + KEY, strings.numberOfBytes(bytes, from[key] as number, to[key] as number));
    writeItemBytes(view, at + ITEMS, bytes, from[items] as number, to[items] as number, strings);
    view.setUint8(at + RECEIPT, numbers[places.receipt] as number);
    return end;
  }

  read(view: DataView, at: number): DumpLine {
    const string = (column: number): string => this.#strings.stringOf(view.getUint32(at + column)) ?? '';
    const ttlMs = view.getFloat64(at + TTL);
    return {
      key: string(KEY),
      birth: string(BIRTH),
      items: readItems(view, at + ITEMS, this.#strings),
      ttlMs: Number.isNaN(ttlMs) ? null : ttlMs,
      receipt: view.getUint8(at + RECEIPT) === 1,
    };
  }

  mentionsAt(view: DataView, at: number, to: Mentions): void {
    to.name(view.getUint32(at + BIRTH));
    to.name(view.getUint32(at + KEY));
    eachItemAt(view, at + ITEMS, this.#strings, to.item);
  }
}

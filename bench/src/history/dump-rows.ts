/** How a session that a dump lists is laid out in a row. */
import type { DumpLine } from '@session-lab/checkout/protocol';
import { eachItemAt, readItems, writeItems } from './item-columns.js';
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

export class DumpRows implements RowFormat<DumpLine> {
  readonly bytes = 32;
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

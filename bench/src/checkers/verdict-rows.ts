/** How a verdict is laid out in a row: of a long trial there are as many as births, and only a few are looked at. */
import { eachItemAt, ITEMS_BYTES, writeItems } from '../history/item-columns.js';
import type { RowFormat } from '../history/log.js';
import { StringTable } from '../history/strings.js';
import type { BirthClass, BirthVerdict, OrphanCause } from './judgement.js';

/** NaN is null. */
const AT = 0;
const SHOWN_BY = 8;
const EVENT = 16;
const SHOPPER = 24;
const EPOCH = 28;
const BIRTH = 32;
const CLASS = 36;
const CAUSE = 40;
const STORE = 44;
const REASON = 48;
const KNOWN = 52;
const LOST = KNOWN + ITEMS_BYTES;
const OVERWRITTEN = LOST + ITEMS_BYTES;
const FLAGS = OVERWRITTEN + ITEMS_BYTES;
const BYTES = 80;

const RETURNABLE = 1;
const UNDETECTED = 2;

export class VerdictRows implements RowFormat<BirthVerdict> {
  readonly bytes = BYTES;
  readonly #strings = new StringTable();

  write(view: DataView, at: number, verdict: BirthVerdict): void {
    const strings = this.#strings;
    view.setFloat64(at + AT, verdict.atUs ?? Number.NaN);
    view.setFloat64(at + SHOWN_BY, verdict.shownBy ?? Number.NaN);
    view.setFloat64(at + EVENT, verdict.event ?? Number.NaN);
    view.setInt32(at + SHOPPER, verdict.shopper);
    view.setUint32(at + EPOCH, verdict.epoch);
    // Each birth has one verdict: it need not be looked for.
    view.setUint32(at + BIRTH, strings.add(verdict.birth));
    view.setUint32(at + CLASS, strings.numberOf(verdict.class));
    view.setUint32(at + CAUSE, strings.numberOf(verdict.cause));
    view.setUint32(at + STORE, strings.numberOf(verdict.store));
    view.setUint32(at + REASON, strings.numberOf(verdict.reason));
    writeItems(view, at + KNOWN, listOf(verdict.knownItems), strings);
    writeItems(view, at + LOST, listOf(verdict.lostItems), strings);
    writeItems(view, at + OVERWRITTEN, listOf(verdict.overwrittenItems), strings);
    view.setUint8(at + FLAGS, (verdict.returnable ? RETURNABLE : 0) | (verdict.undetected ? UNDETECTED : 0));
  }

  read(view: DataView, at: number): BirthVerdict {
    const string = (column: number): string | null => this.#strings.stringOf(view.getUint32(at + column));
    const number = (column: number): number | null => {
      const value = view.getFloat64(at + column);
      return Number.isNaN(value) ? null : value;
    };
    const items = (column: number): number[] => {
      const list: number[] = [];
      eachItemAt(view, at + column, this.#strings, (item) => list.push(item));
      return list;
    };
    const flags = view.getUint8(at + FLAGS);
    return {
      birth: string(BIRTH) ?? '',
      shopper: view.getInt32(at + SHOPPER),
      epoch: view.getUint32(at + EPOCH),
      class: string(CLASS) as BirthClass,
      cause: string(CAUSE) as OrphanCause | null,
      returnable: (flags & RETURNABLE) !== 0,
      undetected: (flags & UNDETECTED) !== 0,
      store: string(STORE),
      atUs: number(AT),
      event: number(EVENT),
      reason: string(REASON),
      knownItems: items(KNOWN),
      lostItems: items(LOST),
      overwrittenItems: items(OVERWRITTEN),
      shownBy: number(SHOWN_BY),
    };
  }
}

/** In the order in which they stand: nearly always it is one range. */
function listOf(items: readonly number[]): string {
  const [first] = items;
  if (first === undefined) return '';
  if (items.some((item, i) => item !== first + i)) return items.join(',');
  return items.length === 1 ? `${first}` : `${first}-${first + items.length - 1}`;
}

/** Writes operations into rows, see operation-columns.ts, and tells what a row names. */
import { eachItemAt, writeItemBytes, writeItems } from './item-columns.js';
import { LastStrings } from './last-strings.js';
import type { Log, RowFormat } from './log.js';
import {
  BALANCER_MADE,
  BIRTH,
  DONE,
  EPOCH,
  ERROR,
  FLAGS,
  ID,
  INTENDED,
  ITEM,
  ITEMS,
  JAR,
  KEY_GIVEN,
  KEY_SENT,
  LANE,
  NODE,
  OPERATION_BYTES,
  OperationRow,
  ORIGIN,
  OUTCOME,
  READY,
  RECEIPT,
  RETRY_OF,
  SENT,
  SHOPPER,
  SPEAKS,
  STATUS,
  STEP,
} from './operation-columns.js';
import { operationPattern } from './operation-line.js';
import type { OperationRecord } from './records.js';
import type { StringTable } from './strings.js';

export type OperationLog = Log<OperationRecord, OperationRows>;

/** Told what a row names: sessions and keys by the numbers of their strings, 0 for none, and items. */
export interface Mentions {
  name(number: number): void;
  item(item: number): void;
}

export class OperationRows implements RowFormat<OperationRecord> {
  readonly bytes = OPERATION_BYTES;
  readonly strings: StringTable;
  readonly #lastKeys: LastStrings;
  readonly #lastBirths: LastStrings;
  readonly #row: OperationRow;
  readonly #line = operationPattern();
  /** Of the line that was read last. */
  lastDoneUs = 0;

  constructor(strings: StringTable) {
    this.strings = strings;
    this.#lastKeys = new LastStrings(strings);
    this.#lastBirths = new LastStrings(strings);
    this.#row = new OperationRow(strings);
  }

  write(view: DataView, at: number, op: OperationRecord): void {
    const strings = this.strings;
    view.setFloat64(at + ID, op.id);
    // NaN is null.
    view.setFloat64(at + ITEM, op.item ?? Number.NaN);
    view.setFloat64(at + RETRY_OF, op.retryOf ?? Number.NaN);
    view.setFloat64(at + INTENDED, op.intendedUs);
    view.setFloat64(at + READY, op.readyUs);
    view.setFloat64(at + SENT, op.sentUs);
    view.setFloat64(at + DONE, op.doneUs);
    view.setUint32(at + SHOPPER, op.shopper);
    view.setUint32(at + KEY_SENT, this.#lastKeys.numberOf(op.shopper, op.keySent));
    view.setUint32(at + KEY_GIVEN, this.#lastKeys.numberOf(op.shopper, op.keyGiven));
    view.setUint32(at + BIRTH, this.#lastBirths.numberOf(op.shopper, op.birth));
    view.setUint32(at + NODE, strings.numberOf(op.node));
    view.setUint32(at + ERROR, strings.numberOf(op.error));
    view.setUint32(at + STEP, strings.numberOf(op.step));
    view.setUint32(at + ORIGIN, strings.numberOf(op.origin));
    view.setUint32(at + OUTCOME, strings.numberOf(op.outcome));
    writeItems(view, at + ITEMS, op.items, strings);
    view.setUint16(at + LANE, op.lane);
    view.setUint16(at + JAR, op.jar);
    view.setUint16(at + EPOCH, op.epoch);
    view.setUint16(at + STATUS, op.status ?? 0);
    const flags = (op.balancerMade ? BALANCER_MADE : 0) | (op.speaks ? SPEAKS : 0) | (op.receipt ? RECEIPT : 0);
    view.setUint8(at + FLAGS, flags);
  }

  writeLine(view: DataView, at: number, bytes: Uint8Array, lineFrom: number): number {
    const end = this.#line.match(bytes, lineFrom);
    if (end < 0) return end;
    const { numbers, from, to, places } = this.#line;
    const number = (place: number): number => numbers[place] as number;
    view.setFloat64(at + ID, number(places.id));
    view.setFloat64(at + ITEM, number(places.item));
    view.setFloat64(at + RETRY_OF, number(places.retryOf));
    view.setFloat64(at + INTENDED, number(places.intendedUs));
    view.setFloat64(at + READY, number(places.readyUs));
    view.setFloat64(at + SENT, number(places.sentUs));
    this.lastDoneUs = number(places.doneUs);
    view.setFloat64(at + DONE, this.lastDoneUs);
    const shopper = number(places.shopper);
    view.setUint32(at + SHOPPER, shopper);
    view.setUint32(at + KEY_SENT, this.#numberOfIts(this.#lastKeys, shopper, bytes, places.keySent));
    view.setUint32(at + KEY_GIVEN, this.#numberOfIts(this.#lastKeys, shopper, bytes, places.keyGiven));
    view.setUint32(at + BIRTH, this.#numberOfIts(this.#lastBirths, shopper, bytes, places.birth));
    view.setUint32(at + NODE, this.#numberOf(bytes, places.node));
    view.setUint32(at + ERROR, this.#numberOf(bytes, places.error));
    view.setUint32(at + STEP, this.#numberOf(bytes, places.step));
    view.setUint32(at + ORIGIN, this.#numberOf(bytes, places.origin));
    view.setUint32(at + OUTCOME, this.#numberOf(bytes, places.outcome));
    writeItemBytes(view, at + ITEMS, bytes, from[places.items] as number, to[places.items] as number, this.strings);
    view.setUint16(at + LANE, number(places.lane));
    view.setUint16(at + JAR, number(places.jar));
    view.setUint16(at + EPOCH, number(places.epoch));
    view.setUint16(at + STATUS, number(places.status));
    const flags =
      number(places.balancerMade) * BALANCER_MADE + number(places.speaks) * SPEAKS + number(places.receipt) * RECEIPT;
    view.setUint8(at + FLAGS, flags);
    return end;
  }

  read(view: DataView, at: number): OperationRecord {
    const row = this.#row.on(view, at);
    return {
      kind: 'op',
      id: row.id,
      origin: row.origin,
      shopper: row.shopper,
      lane: row.lane,
      jar: row.jar,
      epoch: row.epoch,
      step: row.step,
      item: row.item,
      retryOf: row.retryOf,
      intendedUs: row.intendedUs,
      readyUs: row.readyUs,
      sentUs: row.sentUs,
      doneUs: row.doneUs,
      keySent: row.keySent,
      keyGiven: row.keyGiven,
      outcome: row.outcome,
      status: row.status,
      error: row.error,
      balancerMade: row.balancerMade,
      node: row.node,
      speaks: row.speaks,
      birth: row.birth,
      items: row.items,
      receipt: row.receipt,
    };
  }

  row(): OperationRow {
    return new OperationRow(this.strings);
  }

  #numberOf(bytes: Uint8Array, place: number): number {
    const from = this.#line.from[place] as number;
    return from < 0 ? 0 : this.strings.numberOfBytes(bytes, from, this.#line.to[place] as number);
  }

  #numberOfIts(last: LastStrings, shopper: number, bytes: Uint8Array, place: number): number {
    const from = this.#line.from[place] as number;
    return from < 0 ? 0 : last.numberOfBytes(shopper, bytes, from, this.#line.to[place] as number);
  }

  idAt(view: DataView, at: number): number {
    return view.getFloat64(at + ID);
  }

  shopperAt(view: DataView, at: number): number {
    return view.getUint32(at + SHOPPER);
  }

  mentionsAt(view: DataView, at: number, to: Mentions): void {
    to.name(view.getUint32(at + BIRTH));
    to.name(view.getUint32(at + KEY_SENT));
    to.name(view.getUint32(at + KEY_GIVEN));
    const item = view.getFloat64(at + ITEM);
    if (!Number.isNaN(item)) to.item(item);
    eachItemAt(view, at + ITEMS, this.strings, to.item);
  }
}

/** How an operation is laid out in a row. Strings are numbers of the trial's table. */
import type { Step } from '@session-lab/checkout/protocol';
import { eachItemAt, readItems, writeItems } from './item-columns.js';
import type { Log, RowFormat } from './log.js';
import type { OperationRecord, Origin, Outcome } from './records.js';
import { LastStrings, type StringTable } from './strings.js';

const ID = 0;
const ITEM = 8;
const RETRY_OF = 16;
const INTENDED = 24;
const READY = 32;
const SENT = 40;
const DONE = 48;
const SHOPPER = 56;
const KEY_SENT = 60;
const KEY_GIVEN = 64;
const BIRTH = 68;
const NODE = 72;
const ERROR = 76;
const STEP = 80;
const ORIGIN = 84;
const OUTCOME = 88;
const ITEMS = 92;
const LANE = 100;
const JAR = 102;
const EPOCH = 104;
/** 0 without an answer. */
const STATUS = 106;
const FLAGS = 108;

const BALANCER_MADE = 1;
const SPEAKS = 2;
const RECEIPT = 4;

export type OperationLog = Log<OperationRecord, OperationRows>;

/** Told what a row names: sessions and keys by the numbers of their strings, 0 for none, and items. */
export interface Mentions {
  name(number: number): void;
  item(item: number): void;
}

export class OperationRows implements RowFormat<OperationRecord> {
  readonly bytes = 112;
  readonly #strings: StringTable;
  readonly #lastKeys: LastStrings;
  readonly #lastBirths: LastStrings;

  constructor(strings: StringTable) {
    this.#strings = strings;
    this.#lastKeys = new LastStrings(strings);
    this.#lastBirths = new LastStrings(strings);
  }

  write(view: DataView, at: number, op: OperationRecord): void {
    const strings = this.#strings;
    view.setFloat64(at + ID, op.id);
    // NaN is null.
    view.setFloat64(at + ITEM, op.item ?? Number.NaN);
    view.setFloat64(at + RETRY_OF, op.retryOf ?? Number.NaN);
    view.setFloat64(at + INTENDED, op.intendedUs);
    view.setFloat64(at + READY, op.readyUs);
    view.setFloat64(at + SENT, op.sentUs);
    view.setFloat64(at + DONE, op.doneUs);
    view.setUint32(at + SHOPPER, op.shopper);
    const keySent = this.#lastKeys.numberOf(op.shopper, op.keySent);
    view.setUint32(at + KEY_SENT, keySent);
    view.setUint32(
      at + KEY_GIVEN,
      op.keyGiven === op.keySent ? keySent : this.#lastKeys.numberOf(op.shopper, op.keyGiven),
    );
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

  read(view: DataView, at: number): OperationRecord {
    const strings = this.#strings;
    const flags = view.getUint8(at + FLAGS);
    return {
      kind: 'op',
      id: view.getFloat64(at + ID),
      origin: strings.stringOf(view.getUint32(at + ORIGIN)) as Origin,
      shopper: view.getUint32(at + SHOPPER),
      lane: view.getUint16(at + LANE),
      jar: view.getUint16(at + JAR),
      epoch: view.getUint16(at + EPOCH),
      step: strings.stringOf(view.getUint32(at + STEP)) as Step,
      item: nullable(view.getFloat64(at + ITEM)),
      retryOf: nullable(view.getFloat64(at + RETRY_OF)),
      intendedUs: view.getFloat64(at + INTENDED),
      readyUs: view.getFloat64(at + READY),
      sentUs: view.getFloat64(at + SENT),
      doneUs: view.getFloat64(at + DONE),
      keySent: strings.stringOf(view.getUint32(at + KEY_SENT)),
      keyGiven: strings.stringOf(view.getUint32(at + KEY_GIVEN)),
      outcome: strings.stringOf(view.getUint32(at + OUTCOME)) as Outcome,
      status: view.getUint16(at + STATUS) || null,
      error: strings.stringOf(view.getUint32(at + ERROR)),
      balancerMade: (flags & BALANCER_MADE) !== 0,
      node: strings.stringOf(view.getUint32(at + NODE)),
      speaks: (flags & SPEAKS) !== 0,
      birth: strings.stringOf(view.getUint32(at + BIRTH)),
      items: readItems(view, at + ITEMS, strings),
      receipt: (flags & RECEIPT) !== 0,
    };
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
    eachItemAt(view, at + ITEMS, this.#strings, to.item);
  }
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);

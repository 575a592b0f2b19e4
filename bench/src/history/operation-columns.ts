/** The columns of an operation's row, and what reads them. Strings are numbers of the trial's table. */
import type { Step } from '@session-lab/checkout/protocol';
import { readItems } from './item-columns.js';
import type { OperationRecord, Origin, Outcome } from './records.js';
import type { StringTable } from './strings.js';

export const ID = 0;
export const ITEM = 8;
export const RETRY_OF = 16;
export const INTENDED = 24;
export const READY = 32;
export const SENT = 40;
export const DONE = 48;
export const SHOPPER = 56;
export const KEY_SENT = 60;
export const KEY_GIVEN = 64;
export const BIRTH = 68;
export const NODE = 72;
export const ERROR = 76;
export const STEP = 80;
export const ORIGIN = 84;
export const OUTCOME = 88;
export const ITEMS = 92;
export const LANE = 100;
export const JAR = 102;
export const EPOCH = 104;
/** 0 without an answer. */
export const STATUS = 106;
export const FLAGS = 108;

export const BALANCER_MADE = 1;
export const SPEAKS = 2;
export const RECEIPT = 4;
/** Of a row. */
export const OPERATION_BYTES = 112;

/**
 * An operation as its row says it, read when it is asked for: one object for all rows, placed on one after the other.
 */
export class OperationRow implements OperationRecord {
  readonly kind = 'op';
  readonly #strings: StringTable;
  #view: DataView = new DataView(new ArrayBuffer(OPERATION_BYTES));
  #at = 0;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  /** @returns itself, from now on the row that stands there */
  on(view: DataView, at: number): this {
    this.#view = view;
    this.#at = at;
    return this;
  }

  get id(): number {
    return this.#number(ID);
  }
  get origin(): Origin {
    return this.#string(ORIGIN) as Origin;
  }
  get shopper(): number {
    return this.#view.getUint32(this.#at + SHOPPER);
  }
  get lane(): number {
    return this.#view.getUint16(this.#at + LANE);
  }
  get jar(): number {
    return this.#view.getUint16(this.#at + JAR);
  }
  get epoch(): number {
    return this.#view.getUint16(this.#at + EPOCH);
  }
  get step(): Step {
    return this.#string(STEP) as Step;
  }
  get item(): number | null {
    return nullable(this.#number(ITEM));
  }
  get retryOf(): number | null {
    return nullable(this.#number(RETRY_OF));
  }
  get intendedUs(): number {
    return this.#number(INTENDED);
  }
  get readyUs(): number {
    return this.#number(READY);
  }
  get sentUs(): number {
    return this.#number(SENT);
  }
  get doneUs(): number {
    return this.#number(DONE);
  }
  get keySent(): string | null {
    return this.#string(KEY_SENT);
  }
  get keyGiven(): string | null {
    return this.#string(KEY_GIVEN);
  }
  get outcome(): Outcome {
    return this.#string(OUTCOME) as Outcome;
  }
  get status(): number | null {
    return this.#view.getUint16(this.#at + STATUS) || null;
  }
  get error(): string | null {
    return this.#string(ERROR);
  }
  get balancerMade(): boolean {
    return this.#flag(BALANCER_MADE);
  }
  get node(): string | null {
    return this.#string(NODE);
  }
  get speaks(): boolean {
    return this.#flag(SPEAKS);
  }
  get birth(): string | null {
    return this.#string(BIRTH);
  }
  get items(): string {
    return readItems(this.#view, this.#at + ITEMS, this.#strings);
  }
  get receipt(): boolean {
    return this.#flag(RECEIPT);
  }

  #number(column: number): number {
    return this.#view.getFloat64(this.#at + column);
  }
  #string(column: number): string | null {
    return this.#strings.stringOf(this.#view.getUint32(this.#at + column));
  }
  #flag(bit: number): boolean {
    return (this.#view.getUint8(this.#at + FLAGS) & bit) !== 0;
  }
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);

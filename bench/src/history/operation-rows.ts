/** How an operation is laid out in a row. Strings are numbers of the trial's table; the items are two ends. */
import type { Step } from '@session-lab/checkout/protocol';
import type { RowFormat } from './log.js';
import type { OperationRecord, Origin, Outcome } from './records.js';
import type { StringTable } from './strings.js';

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
const FIRST_ITEM = 92;
const LAST_ITEM = 96;
const LANE = 100;
const JAR = 102;
const EPOCH = 104;
/** 0 without an answer. */
const STATUS = 106;
const FLAGS = 108;

const BALANCER_MADE = 1;
const SPEAKS = 2;
const RECEIPT = 4;

/** As first item: the list is not one range, and the last item is the number of its text. */
const AS_TEXT = 0xffffffff;
/** As first item: the list is empty. */
const NO_ITEMS = 0xfffffffe;

export class OperationRows implements RowFormat<OperationRecord> {
  readonly bytes = 112;
  readonly #strings: StringTable;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  write(view: DataView, at: number, op: OperationRecord): void {
    const number = (text: string | null): number => this.#strings.numberOf(text);
    view.setFloat64(at + ID, op.id);
    // NaN is null.
    view.setFloat64(at + ITEM, op.item ?? Number.NaN);
    view.setFloat64(at + RETRY_OF, op.retryOf ?? Number.NaN);
    view.setFloat64(at + INTENDED, op.intendedUs);
    view.setFloat64(at + READY, op.readyUs);
    view.setFloat64(at + SENT, op.sentUs);
    view.setFloat64(at + DONE, op.doneUs);
    view.setUint32(at + SHOPPER, op.shopper);
    view.setUint32(at + KEY_SENT, number(op.keySent));
    view.setUint32(at + KEY_GIVEN, number(op.keyGiven));
    view.setUint32(at + BIRTH, number(op.birth));
    view.setUint32(at + NODE, number(op.node));
    view.setUint32(at + ERROR, number(op.error));
    view.setUint32(at + STEP, number(op.step));
    view.setUint32(at + ORIGIN, number(op.origin));
    view.setUint32(at + OUTCOME, number(op.outcome));
    const range = op.items === '' ? NOTHING : oneRange(op.items);
    view.setUint32(at + FIRST_ITEM, range === null ? AS_TEXT : range.first);
    view.setUint32(at + LAST_ITEM, range === null ? number(op.items) : range.last);
    view.setUint16(at + LANE, op.lane);
    view.setUint16(at + JAR, op.jar);
    view.setUint16(at + EPOCH, op.epoch);
    view.setUint16(at + STATUS, op.status ?? 0);
    const flags = (op.balancerMade ? BALANCER_MADE : 0) | (op.speaks ? SPEAKS : 0) | (op.receipt ? RECEIPT : 0);
    view.setUint8(at + FLAGS, flags);
  }

  read(view: DataView, at: number): OperationRecord {
    const string = (column: number): string | null => this.#strings.stringOf(view.getUint32(at + column));
    const flags = view.getUint8(at + FLAGS);
    return {
      kind: 'op',
      id: view.getFloat64(at + ID),
      origin: string(ORIGIN) as Origin,
      shopper: view.getUint32(at + SHOPPER),
      lane: view.getUint16(at + LANE),
      jar: view.getUint16(at + JAR),
      epoch: view.getUint16(at + EPOCH),
      step: string(STEP) as Step,
      item: nullable(view.getFloat64(at + ITEM)),
      retryOf: nullable(view.getFloat64(at + RETRY_OF)),
      intendedUs: view.getFloat64(at + INTENDED),
      readyUs: view.getFloat64(at + READY),
      sentUs: view.getFloat64(at + SENT),
      doneUs: view.getFloat64(at + DONE),
      keySent: string(KEY_SENT),
      keyGiven: string(KEY_GIVEN),
      outcome: string(OUTCOME) as Outcome,
      status: view.getUint16(at + STATUS) || null,
      error: string(ERROR),
      balancerMade: (flags & BALANCER_MADE) !== 0,
      node: string(NODE),
      speaks: (flags & SPEAKS) !== 0,
      birth: string(BIRTH),
      items: this.#items(view.getUint32(at + FIRST_ITEM), view.getUint32(at + LAST_ITEM)),
      receipt: (flags & RECEIPT) !== 0,
    };
  }

  #items(first: number, last: number): string {
    if (first === NO_ITEMS) return '';
    if (first === AS_TEXT) return this.#strings.stringOf(last) ?? '';
    return first === last ? String(first) : `${first}-${last}`;
  }
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value);

const NOTHING = { first: NO_ITEMS, last: 0 } as const;

/** `5` or `3-7`, as they are written; null for anything else, which is kept as it is. */
function oneRange(items: string): { readonly first: number; readonly last: number } | null {
  const dash = items.indexOf('-');
  const first = Number(dash < 0 ? items : items.slice(0, dash));
  const last = dash < 0 ? first : Number(items.slice(dash + 1));
  if (!(first >= 0 && first < NO_ITEMS && last >= first && last < NO_ITEMS)) return null;
  // What does not read back as it was written is none.
  return (first === last ? String(first) : `${first}-${last}`) === items ? { first, last } : null;
}

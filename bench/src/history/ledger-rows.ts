/** How a charge of the gateway's ledger is laid out in a row. */
import { type FieldKind, LinePattern } from './line-pattern.js';
import type { Log, RowFormat } from './log.js';
import type { StringTable } from './strings.js';
import type { Charge } from './trial.js';

const T = 0;
const OP = 8;
const AMOUNT = 16;
const ACCOUNT = 24;

export type LedgerLog = Log<Charge, LedgerRows>;

export const CHARGE_FIELDS = {
  t: 'whole',
  key: 'text',
  account: 'text',
  op: 'whole',
  amountCents: 'whole',
} as const satisfies Readonly<Record<string, FieldKind>>;

export class LedgerRows implements RowFormat<Charge> {
  readonly bytes = 32;
  readonly #strings: StringTable;
  readonly #line = new LinePattern('{', CHARGE_FIELDS);

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  write(view: DataView, at: number, { t, account, op, amountCents }: Charge): void {
    view.setFloat64(at + T, t);
    view.setFloat64(at + OP, op);
    view.setFloat64(at + AMOUNT, amountCents);
    view.setUint32(at + ACCOUNT, this.#strings.numberOf(account));
  }

  writeLine(view: DataView, at: number, bytes: Uint8Array, lineFrom: number): number {
    const end = this.#line.match(bytes, lineFrom);
    if (end < 0) return end;
    const { numbers, from, to, places } = this.#line;
    view.setFloat64(at + T, numbers[places.t] as number);
    view.setFloat64(at + OP, numbers[places.op] as number);
    view.setFloat64(at + AMOUNT, numbers[places.amountCents] as number);
    const account = places.account;
    view.setUint32(at + ACCOUNT, this.#strings.numberOfBytes(bytes, from[account] as number, to[account] as number));
    return end;
  }

  read(view: DataView, at: number): Charge {
    return {
      t: view.getFloat64(at + T),
      account: this.#strings.stringOf(view.getUint32(at + ACCOUNT)) ?? '',
      op: view.getFloat64(at + OP),
      amountCents: view.getFloat64(at + AMOUNT),
    };
  }
}

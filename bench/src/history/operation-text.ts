/**
 * Reads the line of an operation as operation-line.ts writes it, in half the time of `JSON.parse`, since the fields are known.
 * Anything else (another order, an escape, a number that is not whole) is left to `JSON.parse`.
 */
import type { Step } from '@session-lab/checkout/protocol';
import type { OperationRecord, Origin, Outcome } from './records.js';

const QUOTE = 34;
const ZERO = 48;
const T = 116;
const N = 110;
/** A whole number of so many digits is exact. */
const MOST_DIGITS = 15;

/** Text without any backslash, of which lines are read. */
class OperationText {
  readonly #text: string;
  #at = 0;
  #isOdd = false;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * @param from where the line begins
   * @param to where its line feed is, or its end
   * @returns null for a line that is not written so
   */
  operationAt(from: number, to: number): OperationRecord | null {
    this.#at = from;
    this.#isOdd = false;
    this.#label('{"kind":"op","id":');
    const id = this.#number();
    this.#label(',"origin":');
    const origin = this.#string() as Origin;
    this.#label(',"shopper":');
    const shopper = this.#number();
    this.#label(',"lane":');
    const lane = this.#number();
    this.#label(',"jar":');
    const jar = this.#number();
    this.#label(',"epoch":');
    const epoch = this.#number();
    this.#label(',"step":');
    const step = this.#string() as Step;
    this.#label(',"item":');
    const item = this.#numberOrNull();
    this.#label(',"retryOf":');
    const retryOf = this.#numberOrNull();
    this.#label(',"intendedUs":');
    const intendedUs = this.#number();
    this.#label(',"readyUs":');
    const readyUs = this.#number();
    this.#label(',"sentUs":');
    const sentUs = this.#number();
    this.#label(',"keySent":');
    const keySent = this.#stringOrNull();
    this.#label(',"doneUs":');
    const doneUs = this.#number();
    this.#label(',"keyGiven":');
    const keyGiven = this.#stringOrNull();
    this.#label(',"outcome":');
    const outcome = this.#string() as Outcome;
    this.#label(',"error":');
    const error = this.#stringOrNull();
    this.#label(',"status":');
    const status = this.#numberOrNull();
    this.#label(',"balancerMade":');
    const balancerMade = this.#boolean();
    this.#label(',"node":');
    const node = this.#stringOrNull();
    this.#label(',"speaks":');
    const speaks = this.#boolean();
    this.#label(',"birth":');
    const birth = this.#stringOrNull();
    this.#label(',"items":');
    const items = this.#string();
    this.#label(',"receipt":');
    const receipt = this.#boolean();
    this.#label('}');
    if (this.#isOdd || this.#at !== to) return null;
    return {
      kind: 'op',
      id,
      origin,
      shopper,
      lane,
      jar,
      epoch,
      step,
      item,
      retryOf,
      intendedUs,
      readyUs,
      sentUs,
      keySent,
      doneUs,
      keyGiven,
      outcome,
      error,
      status,
      balancerMade,
      node,
      speaks,
      birth,
      items,
      receipt,
    };
  }

  #label(label: string): void {
    if (this.#isOdd) return;
    if (this.#text.startsWith(label, this.#at)) this.#at += label.length;
    else this.#isOdd = true;
  }

  #number(): number {
    const from = this.#at;
    let at = from;
    let number = 0;
    for (
      let digit = this.#text.charCodeAt(at) - ZERO;
      digit >= 0 && digit <= 9;
      digit = this.#text.charCodeAt(at) - ZERO
    ) {
      number = number * 10 + digit;
      at += 1;
    }
    const isWhole = at > from && at - from <= MOST_DIGITS && (at - from === 1 || this.#text.charCodeAt(from) !== ZERO);
    if (!isWhole) this.#isOdd = true;
    this.#at = at;
    return number;
  }

  #string(): string {
    const from = this.#at + 1;
    const to = this.#text.indexOf('"', from);
    if (this.#isOdd || this.#text.charCodeAt(this.#at) !== QUOTE || to < 0) {
      this.#isOdd = true;
      return '';
    }
    this.#at = to + 1;
    return this.#text.slice(from, to);
  }

  #numberOrNull(): number | null {
    return this.#isNull() ? null : this.#number();
  }

  #stringOrNull(): string | null {
    return this.#isNull() ? null : this.#string();
  }

  #isNull(): boolean {
    if (this.#text.charCodeAt(this.#at) !== N) return false;
    this.#label('null');
    return true;
  }

  #boolean(): boolean {
    const isTrue = this.#text.charCodeAt(this.#at) === T;
    this.#label(isTrue ? 'true' : 'false');
    return isTrue;
  }
}

/** Reads the lines of a history that are operations, see readLines. */
export function operationsIn(text: string): (from: number, to: number) => OperationRecord | null {
  const operations = new OperationText(text);
  return (from, to) => operations.operationAt(from, to);
}

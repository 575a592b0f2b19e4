/** A list of items in two columns of a row: nearly always it is one range, or empty. */
import { MOST_ITEMS } from '@session-lab/checkout/protocol';
import { eachItem } from './item-ranges.js';
import type { StringTable } from './strings.js';

/** As first item: the list is not one range, and the last item is the number of its text. */
const AS_TEXT = 0xffffffff;
/** As first item: the list is empty. */
const NO_ITEMS = 0xfffffffe;
/** Of both columns. */
export const ITEMS_BYTES = 8;
const LAST = 4;

export function writeItems(view: DataView, at: number, items: string, strings: StringTable): void {
  const bytes = Buffer.from(items);
  if (!writePlain(view, at, bytes, 0, bytes.length)) writeAsText(view, at, strings.numberOf(items));
}

/** The same for a list that stands in a text: between from and to it is ASCII. */
export function writeItemBytes(
  view: DataView,
  at: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  strings: StringTable,
): void {
  if (!writePlain(view, at, bytes, from, to)) writeAsText(view, at, strings.numberOfBytes(bytes, from, to));
}

export function readItems(view: DataView, at: number, strings: StringTable): string {
  const first = view.getUint32(at);
  if (first === NO_ITEMS) return '';
  const last = view.getUint32(at + LAST);
  if (first === AS_TEXT) return strings.stringOf(last) ?? '';
  return first === last ? String(first) : `${first}-${last}`;
}

export function eachItemAt(view: DataView, at: number, strings: StringTable, visit: (item: number) => void): void {
  const first = view.getUint32(at);
  if (first === NO_ITEMS) return;
  const last = view.getUint32(at + LAST);
  if (first === AS_TEXT) eachItem(strings.stringOf(last) ?? '', visit);
  else for (let item = first; item <= last; item += 1) visit(item);
}

const DASH = 45;
const ZERO = 48;

function writeAsText(view: DataView, at: number, number: number): void {
  view.setUint32(at, AS_TEXT);
  view.setUint32(at + LAST, number);
}

/** Nothing, `5` or `3-7`; false for anything else, and for what would not read back as it was written. */
function writePlain(view: DataView, at: number, bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) {
    view.setUint32(at, NO_ITEMS);
    return true;
  }
  let first = -1;
  let number = 0;
  let digits = 0;
  for (let i = from; i < to; i += 1) {
    const code = bytes[i] as number;
    if (code === DASH && first < 0 && digits > 0) {
      first = number;
      number = 0;
      digits = 0;
    } else if (code >= ZERO && code <= ZERO + 9 && (digits === 0 || number > 0)) {
      number = number * 10 + (code - ZERO);
      digits += 1;
    } else return false;
  }
  if (digits === 0 || number >= NO_ITEMS || first >= number || (first >= 0 && number - first >= MOST_ITEMS))
    return false;
  view.setUint32(at, first < 0 ? number : first);
  view.setUint32(at + LAST, number);
  return true;
}

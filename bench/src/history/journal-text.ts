/** Reads the line of a journal that says that an operation reached its handler: most lines are of this kind. */
import type { JournalEntry } from '@session-lab/checkout/protocol';

const HEAD = '{"k":"op","t":';
const MIDDLE = ',"op":';
const CLOSE = 125;
const ZERO = 48;
/** A whole number of so many digits is exact. */
const MOST_DIGITS = 15;

/** Reads the lines of a journal that are operations, see readLines. */
export function executionsIn(text: string): (from: number, to: number) => JournalEntry | null {
  return (from, to) => {
    if (!text.startsWith(HEAD, from)) return null;
    const middle = endOfNumber(text, from + HEAD.length);
    if (!text.startsWith(MIDDLE, middle)) return null;
    const end = endOfNumber(text, middle + MIDDLE.length);
    if (end + 1 !== to || text.charCodeAt(end) !== CLOSE) return null;
    const t = numberIn(text, from + HEAD.length, middle);
    const op = numberIn(text, middle + MIDDLE.length, end);
    return t < 0 || op < 0 ? null : { k: 'op', t, op };
  };
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= ZERO + 9; code = text.charCodeAt(at)) at += 1;
  return at;
}

/** -1 for none that JSON would write so. */
function numberIn(text: string, from: number, to: number): number {
  if (to === from || to - from > MOST_DIGITS || (to - from > 1 && text.charCodeAt(from) === ZERO)) return -1;
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - ZERO;
  return number;
}

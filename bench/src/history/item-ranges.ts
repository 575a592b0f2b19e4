/** Walks the items of a list of ranges, as `parseRanges` reads it, without making a list: it is done for every operation. */
import { MOST_ITEMS, parseRanges } from '@session-lab/checkout/protocol';

const DASH = 45;
const COMMA = 44;
const ZERO = 48;

/** Whether an item passes; the walk ends with the first that does. */
export function someItem(ranges: string, test: (item: number) => boolean): boolean {
  if (ranges === '') return false;
  let first = -1;
  let number = 0;
  let before = 0;
  for (let i = 0; i <= ranges.length; i += 1) {
    const code = i === ranges.length ? COMMA : ranges.charCodeAt(i);
    if (code === DASH) {
      first = number;
      number = 0;
    } else if (code === COMMA) {
      if (first < 0) first = number;
      before += number - first + 1;
      // It says what is wrong with it.
      if (!(number >= first && before <= MOST_ITEMS && number <= Number.MAX_SAFE_INTEGER)) parseRanges(ranges);
      for (let item = first; item <= number; item += 1) if (test(item)) return true;
      first = -1;
      number = 0;
    } else if (code >= ZERO && code <= ZERO + 9) number = number * 10 + (code - ZERO);
    else parseRanges(ranges);
  }
  return false;
}

export function eachItem(ranges: string, visit: (item: number) => void): void {
  someItem(ranges, (item) => {
    visit(item);
    return false;
  });
}

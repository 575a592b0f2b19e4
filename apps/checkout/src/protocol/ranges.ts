/** Sets of item numbers, written as ascending ranges: `3-7,9`. */

/** Items that a list may have, in all: more than any session holds, so that a server's nonsense stays cheap to refuse. */
export const MOST_ITEMS = 1_000_000;

/** @param numbers item numbers, any order, duplicates allowed */
export function formatRanges(numbers: Iterable<number>): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i] as number;
    let last = first;
    while (sorted[i + 1] === last + 1) {
      last += 1;
      i += 1;
    }
    i += 1;
    parts.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return parts.join(',');
}

/**
 * @param text what {@link formatRanges} wrote
 * @throws SyntaxError when the text is not of that form
 */
export function parseRanges(text: string): number[] {
  if (text === '') return [];
  const numbers: number[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) throw new SyntaxError(`not a list of ranges: "${text}"`);
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) throw new SyntaxError(`range runs backwards: "${part}"`);
    // Beyond it, adding one changes nothing.
    if (!Number.isSafeInteger(last)) throw new SyntaxError(`no item number: "${part}"`);
    if (last - first >= MOST_ITEMS) throw new SyntaxError(`range of more than ${MOST_ITEMS} items: "${part}"`);
    if (numbers.length + last - first >= MOST_ITEMS) {
      throw new SyntaxError(`ranges of more than ${MOST_ITEMS} items in all: "${part}" is one too many`);
    }
    for (let n = first; n <= last; n += 1) numbers.push(n);
  }
  return numbers;
}

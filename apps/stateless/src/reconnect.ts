/** How long to wait before the next attempt to reach Redis. Pure: the dice come in. */

const FIRST_MS = 50;
/** With the time to connect and a first answer, still well under a second. */
const LONGEST_MS = 400;

/**
 * Doubles from attempt to attempt up to a bound; the upper half is thrown, so that the nodes of a cluster, who all lost
 * Redis at the same moment, do not all come back at the same moment.
 *
 * @param attempt counts from 1
 * @param roll a whole number from 0 up to, but not including, the limit
 * @returns milliseconds
 */
export function pauseBefore(attempt: number, roll: (limit: number) => number): number {
  const longest = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return longest / 2 + roll(longest / 2 + 1);
}

/** Records shared out, in one walk, so that each share can be had without looking at the others. */

/** Shares are numbered from 1. */
export interface Shares<T> {
  /** All of some shares, in the order in which they stood. */
  of(shares: Iterable<number>): T[];
}

/** A record, and where it stood among all. */
export interface Placed<T> {
  readonly record: T;
  readonly place: number;
}

/** @param shareOf is called once for each record, in order */
export function shareOut<T>(records: Iterable<T>, shares: number, shareOf: (record: T) => number): Shares<T> {
  const lists = Array.from({ length: shares + 1 }, (): Placed<T>[] => []);
  let place = 0;
  for (const record of records) {
    lists[shareOf(record)]?.push({ record, place });
    place += 1;
  }
  return { of: (some) => inOrder([...some].map((share) => lists[share] ?? [])) };
}

export function inOrder<T>(lists: readonly (readonly Placed<T>[])[]): T[] {
  const placed = lists.flat();
  if (lists.length > 1) placed.sort((a, b) => a.place - b.place);
  return placed.map(({ record }) => record);
}

/** Places labels near where they belong, so that none covers another. Pure. */

/**
 * @param wanted positions in ascending order
 * @param gap least distance of two positions
 * @returns positions in the same order, within [low, high] where they fit; they keep their distance even where they do not
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  // Groups that would overlap are merged around their mean: the least movement in sum of squares.
  const groups: { sum: number; size: number }[] = [];
  wanted.forEach((position, i) => {
    groups.push({ sum: position - i * gap, size: 1 });
    for (;;) {
      const last = groups.at(-1);
      const before = groups.at(-2);
      if (last === undefined || before === undefined || before.sum / before.size <= last.sum / last.size) break;
      before.sum += last.sum;
      before.size += last.size;
      groups.pop();
    }
  });
  const offsets = groups.flatMap(({ sum, size }) => Array<number>(size).fill(sum / size));
  const room = high - (wanted.length - 1) * gap;
  return offsets.map((offset, i) => Math.max(low, Math.min(offset, Math.max(low, room))) + i * gap);
}

/** Holm's correction: whoever looks at ten metrics finds one in a hundred by chance ten times as often. Pure. */

/**
 * Step-down correction (Holm 1979): the smallest p counts as many times as there are tests, the next one fewer. Compared
 * with α, the corrected values keep the chance of even one false finding among all of them at α.
 *
 * @returns corrected values in the order of the input, each at most 1 and never below that of a smaller p
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (pValues.length - rank)));
    corrected[index] = highest;
  });
  return corrected;
}

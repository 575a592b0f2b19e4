/** Lists in words that end: every block of a long run may have a reason of its own, with its own figures. Pure. */

/** Named one by one; the findings have them all. */
const NAMED = 3;

/** `block 1: late; block 2: late; block 5: full; and 4 more` */
export function firstFew(reasons: readonly string[]): string {
  const more = reasons.length > NAMED ? [`and ${reasons.length - NAMED} more`] : [];
  return [...reasons.slice(0, NAMED), ...more].join('; ');
}

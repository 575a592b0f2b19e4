/** An equation of a judgement. */
import type { ClassifiedBirth } from './classify.js';
import type { Identity } from './judgement.js';

/** Both sides and whether they agree. */
export function identity(
  name: string,
  [leftLabel, left]: readonly [string, number],
  [rightLabel, right]: readonly [string, number],
  detail: string,
): Identity {
  return {
    name,
    left: { label: leftLabel, value: left },
    right: { label: rightLabel, value: right },
    holds: left === right,
    detail,
  };
}

/**
 * Both sides are sets of births and must be the same births: two opposite errors leave the sizes equal.
 *
 * @param terms what goes before the births that are on one side only
 */
export function sameBirths(
  name: string,
  [leftLabel, left]: readonly [string, readonly ClassifiedBirth[]],
  [rightLabel, right]: readonly [string, readonly ClassifiedBirth[]],
  terms: readonly string[] = [],
): Identity {
  const onlyLeft = without(left, right);
  const onlyRight = without(right, left);
  const same = onlyLeft.length + onlyRight.length === 0;
  const difference = `only left: ${names(onlyLeft) || 'none'}; only right: ${names(onlyRight) || 'none'}`;
  const detail = same ? terms : [...terms, difference];
  const sizes = identity(
    name,
    [leftLabel, left.length],
    [rightLabel, right.length],
    detail.length === 0 ? 'the same births' : detail.join(', '),
  );
  return { ...sizes, holds: sizes.holds && same };
}

/** By name: the two sides may come from different judgements of the same trial. */
export function without(births: readonly ClassifiedBirth[], others: readonly ClassifiedBirth[]): ClassifiedBirth[] {
  const named = new Set(others.map(({ birth }) => birth.birth));
  return births.filter(({ birth }) => !named.has(birth.birth));
}

/** Births by name, for the detail of an equation. */
export function names(births: readonly ClassifiedBirth[]): string {
  return births.map(({ birth }) => birth.birth).join(' ');
}

/** `cut = 2 (17 23)`: how many, and which. */
export function counted(label: string, ids: readonly number[]): string {
  return `${label} = ${ids.length}${ids.length === 0 ? '' : ` (${ids.join(' ')})`}`;
}

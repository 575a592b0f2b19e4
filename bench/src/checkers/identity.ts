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

/** Births by name, for the detail of an equation that does not hold. */
export function names(births: readonly ClassifiedBirth[]): string {
  return births.map(({ birth }) => birth.birth).join(' ');
}

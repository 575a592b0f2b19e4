/** An equation of a judgement. */
import type { ClassifiedBirth } from './classify.js';
import type { Identity } from './judgement.js';

/** What a side is made of: how many, and which ones as far as they are to be named. */
export interface Term {
  readonly count: number;
  readonly names: readonly (string | number)[];
}
export type Terms = Readonly<Record<string, Term>>;

/** How the terms of an equation are put into words, see equation-words.ts. */
export type Words = 'same births' | 'excused' | 'elsewhere' | 'classes' | 'executed' | 'executed twice' | 'payments';

/** An equation that can be added to the same one of another part of the trial. Plain data: it comes from another thread. */
export interface Equation extends Omit<Identity, 'detail'> {
  readonly terms: Terms;
  /** Terms that must be empty for it to hold: two opposite errors leave the sums equal. */
  readonly strays: readonly string[];
  readonly words: Words;
}

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

export function equation(
  name: string,
  [leftLabel, left]: readonly [string, number],
  [rightLabel, right]: readonly [string, number],
  { terms, strays = [], words }: Pick<Equation, 'terms' | 'words'> & Partial<Pick<Equation, 'strays'>>,
): Equation {
  const none = strays.every((label) => (terms[label]?.count ?? 0) === 0);
  return {
    name,
    left: { label: leftLabel, value: left },
    right: { label: rightLabel, value: right },
    holds: left === right && none,
    terms,
    strays,
    words,
  };
}

/** The same equation of several parts of a trial, as that of the whole. */
export function addEquations(parts: readonly [Equation, ...Equation[]]): Equation {
  const [first, ...rest] = parts;
  if (rest.length === 0) return first;
  const total = (side: 'left' | 'right') => parts.reduce((sum, part) => sum + part[side].value, 0);
  const terms: Record<string, Term> = {};
  for (const label of new Set(parts.flatMap((part) => Object.keys(part.terms)))) {
    const all = parts.flatMap((part) => part.terms[label] ?? []);
    terms[label] = { count: all.reduce((sum, { count }) => sum + count, 0), names: all.flatMap(({ names }) => names) };
  }
  return equation(first.name, [first.left.label, total('left')], [first.right.label, total('right')], {
    terms,
    strays: first.strays,
    words: first.words,
  });
}

export const termOf = (names: readonly (string | number)[]): Term => ({ count: names.length, names });
/** A term of which only the number matters. */
export const sumOf = (count: number): Term => ({ count, names: [] });

const ONLY_LEFT = 'only left';
const ONLY_RIGHT = 'only right';

/**
 * Both sides are sets of births and must be the same births.
 *
 * @param terms what goes before the births that are on one side only
 */
export function sameBirths(
  name: string,
  [leftLabel, left]: readonly [string, readonly ClassifiedBirth[]],
  [rightLabel, right]: readonly [string, readonly ClassifiedBirth[]],
  terms: Terms = {},
  words: Words = 'same births',
): Equation {
  return equation(name, [leftLabel, left.length], [rightLabel, right.length], {
    terms: {
      ...terms,
      [ONLY_LEFT]: termOf(namesOf(without(left, right))),
      [ONLY_RIGHT]: termOf(namesOf(without(right, left))),
    },
    strays: [ONLY_LEFT, ONLY_RIGHT],
    words,
  });
}

/** `A = 3, C = 1`, and which births are on one side only. */
export function writeSameBirths({ [ONLY_LEFT]: onlyLeft, [ONLY_RIGHT]: onlyRight, ...terms }: Terms): string {
  const sums = Object.entries(terms).map(([label, { count }]) => `${label} = ${count}`);
  return [...sums, ...differences(onlyLeft, onlyRight)].join(', ') || 'the same births';
}

const EXCUSED = "apart from these, whose sign-in's answer was lost";

/** @param excused births that may be on one side only, and are on neither */
export function excusing(excused: readonly ClassifiedBirth[]): Terms {
  return { [EXCUSED]: termOf(namesOf(excused)) };
}

export function writeExcused({ [ONLY_LEFT]: onlyLeft, [ONLY_RIGHT]: onlyRight, [EXCUSED]: excused }: Terms): string {
  const names = excused?.names ?? [];
  const head = names.length === 0 ? [] : [`${EXCUSED}: ${names.join(' ')}`];
  return [...head, ...differences(onlyLeft, onlyRight)].join(', ') || 'the same births';
}

function differences(onlyLeft: Term | undefined, onlyRight: Term | undefined): string[] {
  if ((onlyLeft?.count ?? 0) + (onlyRight?.count ?? 0) === 0) return [];
  return [`${ONLY_LEFT}: ${listed(onlyLeft)}; ${ONLY_RIGHT}: ${listed(onlyRight)}`];
}

/** Its names; `none` without any. */
export function listed(term: Term | undefined): string {
  return term?.names.join(' ') || 'none';
}

/** By name: the two sides may come from different judgements of the same trial. */
export function without(births: readonly ClassifiedBirth[], others: readonly ClassifiedBirth[]): ClassifiedBirth[] {
  const named = new Set(namesOf(others));
  return births.filter(({ birth }) => !named.has(birth.birth));
}

export function namesOf(births: readonly ClassifiedBirth[]): string[] {
  return births.map(({ birth }) => birth.birth);
}

/** `cut = 2 (17 23)`: how many, and which. */
export function counted(label: string, ids: readonly (string | number)[]): string {
  return `${label} = ${ids.length}${ids.length === 0 ? '' : ` (${ids.join(' ')})`}`;
}

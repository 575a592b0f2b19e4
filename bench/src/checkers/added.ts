/** The judgements of the parts of a trial, added up to that of the whole: counts, equations and predictions alike. */

import { Log } from '../history/log.js';
import type { Records } from '../history/trial.js';
import { addPredictions } from './expected.js';
import { groupBy } from './grouping.js';
import { addEquations, type Equation } from './identity.js';
import type { BirthVerdict, CheckoutCounts, Judgement, Prediction } from './judgement.js';
import { VerdictRows } from './verdict-rows.js';

/** What is kept of a part: nothing that holds on to its operations. */
export interface PartJudgement extends Omit<Judgement, 'identities' | 'doubts'> {
  /** Equations of what became of the sessions. */
  readonly fates: readonly Equation[];
  /** Equations of what was executed, judged and paid. */
  readonly accounts: readonly Equation[];
}

export class PartsAdded {
  readonly #parts: Omit<PartJudgement, 'births'>[] = [];
  /** Of the only part; of several they stand in the log. */
  #births: Records<BirthVerdict> = [];
  #log: Log<BirthVerdict> | null = null;

  add({ births, ...part }: PartJudgement): void {
    if (this.#parts.length === 0) this.#births = births;
    else {
      if (this.#log === null) this.#births = this.#begin(this.#births);
      for (const birth of births) this.#log?.append(birth);
    }
    this.#parts.push(part);
  }

  /** @throws Error without any part */
  whole(): PartJudgement {
    return { births: this.#births, ...addUp(this.#parts) };
  }

  #begin(first: Records<BirthVerdict>): Log<BirthVerdict> {
    this.#log = new Log(new VerdictRows());
    for (const birth of first) this.#log.append(birth);
    return this.#log;
  }
}

function addUp(parts: readonly Omit<PartJudgement, 'births'>[]): Omit<PartJudgement, 'births'> {
  const [first, ...rest] = parts;
  if (first === undefined) throw new Error('a trial has at least one part');
  if (rest.length === 0) return first;
  const all = <T>(of: (part: Omit<PartJudgement, 'births'>) => readonly T[]): T[] => parts.flatMap(of);
  return {
    sessions: parts.map(({ sessions }) => sessions).reduce(addCounts),
    writes: parts.map(({ writes }) => writes).reduce(addCounts),
    checkouts: addCheckouts(parts.map(({ checkouts }) => checkouts)),
    fates: addEach(parts.map(({ fates }) => fates)),
    accounts: addEach(parts.map(({ accounts }) => accounts)),
    predictions: merged(
      all(({ predictions }) => predictions),
      told,
      addPredictions,
    ),
    executedTwice: all(({ executedTwice }) => executedTwice).sort((a, b) => a - b),
    afterlife: {
      revived: all(({ afterlife }) => afterlife.revived),
      overstayed: all(({ afterlife }) => afterlife.overstayed),
      doubled: all(({ afterlife }) => afterlife.doubled),
    },
  };
}

/** Adds two objects of counts, field by field, nested ones too. */
export function addCounts<T extends object>(a: T, b: T): T {
  return Object.fromEntries(
    Object.entries(a).map(([key, value]) => {
      const other = b[key as keyof T] as unknown;
      return [key, typeof value === 'number' ? value + (other as number) : addCounts(value as object, other as object)];
    }),
  ) as T;
}

function addCheckouts(all: readonly (CheckoutCounts | null)[]): CheckoutCounts | null {
  const known = all.filter((counts) => counts !== null);
  // The gateway was asked once, for all of them.
  return known.length < all.length ? null : known.reduce(addCounts);
}

function told({ event, title, metric, basis }: Prediction): string {
  return [event, title, metric, basis].join('\n');
}

/** Every part has the same equations, in the same order: events belong to all. */
function addEach(parts: readonly (readonly Equation[])[]): Equation[] {
  const [first = []] = parts;
  return first.map((equation, i) => addEquations([equation, ...parts.slice(1).flatMap((part) => part[i] ?? [])]));
}

/** Adds up what says the same, in the order in which it was first said. */
function merged<T>(all: readonly T[], nameOf: (each: T) => string, add: (same: readonly [T, ...T[]]) => T): T[] {
  return [...groupBy(all, nameOf).values()].map((same) => add(same as [T, ...T[]]));
}

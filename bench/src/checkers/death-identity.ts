/**
 * The identity that must close after the death of a memory store v: `held by v's journal = A + C + P + X + E + L + U`,
 * destroyed by it = A, and A by history = A by journal.
 */
import type { ClassifiedBirth } from './classify.js';
import { identity, names } from './identity.js';
import type { Identity } from './judgement.js';
import { isAtRisk } from './risk.js';
import type { Death } from './trial-index.js';

const TERMS = ['A', 'C', 'P', 'X', 'E', 'L', 'U'] as const;
type Term = (typeof TERMS)[number];

export interface DeathAccount {
  readonly death: Death;
  /** At risk, of those that the journal of the dead node held. */
  readonly atRisk: readonly ClassifiedBirth[];
  readonly identities: readonly Identity[];
}

/**
 * @param byHistory the same trial, classified without its journals
 */
export function accountForDeath(
  death: Death,
  births: readonly ClassifiedBirth[],
  byHistory: readonly ClassifiedBirth[],
): DeathAccount {
  const held = births.filter((birth) => isHeldByJournal(birth, death.incarnation));
  const terms = new Map<Term | null, ClassifiedBirth[]>();
  for (const birth of held) {
    const term = termOf(birth, death);
    terms.set(term, [...(terms.get(term) ?? []), birth]);
  }
  const atRisk = terms.get('A') ?? [];
  const count = (term: Term) => terms.get(term)?.length ?? 0;
  const sum = TERMS.reduce((total, term) => total + count(term), 0);
  const unplaced = names(terms.get(null) ?? []);
  const destroyed = births.filter(({ base }) => base?.class === 'destroyed' && base.event === death.event.id);
  const historyAtRisk = byHistory.filter(
    (birth) => birth.birth.store === death.incarnation && isAtRisk(birth, death, true),
  );
  const v = death.incarnation;
  return {
    death,
    atRisk,
    identities: [
      identity(
        `held by ${v}`,
        [`held by ${v}'s journal`, held.length],
        ['A + C + P + X + E + L + U', sum],
        [
          ...TERMS.map((term) => `${term} = ${count(term)}`),
          ...(unplaced === '' ? [] : [`unplaced: ${unplaced}`]),
        ].join(', '),
      ),
      identity(
        `destroyed by the end of ${v}`,
        ['destroyed by it', destroyed.length],
        ['A', atRisk.length],
        difference(destroyed, atRisk),
      ),
      identity(
        `at risk on ${v}`,
        ['A by history', historyAtRisk.length],
        ['A by journal', atRisk.length],
        difference(historyAtRisk, atRisk),
      ),
    ],
  };
}

/** Created on it or moved into it, and not ended there. */
function isHeldByJournal({ birth }: ClassifiedBirth, incarnation: string): boolean {
  const lines = birth.lines.filter((line) => line.incarnation === incarnation);
  return lines.some((line) => line.k === 'created' || line.k === 'moved') && !lines.some((line) => line.k === 'ended');
}

/** A at risk; C completed; P named, without a known write; X named in no answer; E expired; L lost before; U unknown. */
function termOf(classified: ClassifiedBirth, death: Death): Term | null {
  const { birth, base } = classified;
  if (birth.answers.length === 0) return 'X';
  if (base === null) return 'P';
  if (base.class === 'unknown') return 'U';
  if (isAtRisk(classified, death, true)) return 'A';
  if (base.class === 'completed') return 'C';
  if (base.class === 'expired') return 'E';
  return base.atUs !== null && base.atUs < death.fromUs ? 'L' : null;
}

/** Births on one side only, by name. */
function difference(left: readonly ClassifiedBirth[], right: readonly ClassifiedBirth[]): string {
  const named = (births: readonly ClassifiedBirth[]) => new Set(births.map(({ birth }) => birth.birth));
  const [lefts, rights] = [named(left), named(right)];
  const onlyLeft = left.filter(({ birth }) => !rights.has(birth.birth));
  const onlyRight = right.filter(({ birth }) => !lefts.has(birth.birth));
  if (onlyLeft.length + onlyRight.length === 0) return 'the same births';
  return `only left: ${names(onlyLeft) || 'none'}; only right: ${names(onlyRight) || 'none'}`;
}

/**
 * The identity that must close after the death of a memory store v: `held by v's journal = A + C + P + X + E + L + U`,
 * destroyed by it = A, and A by history = A by journal.
 */
import type { ClassifiedBirth } from './classify.js';
import { type Equation, excusing, sameBirths, sumOf, without } from './identity.js';
import { isAtRisk } from './risk.js';
import type { Death, TrialIndex } from './trial-index.js';

const TERMS = ['A', 'C', 'P', 'X', 'E', 'L', 'U'] as const;
type Term = (typeof TERMS)[number];

export interface DeathAccount {
  readonly death: Death;
  /** At risk, of those that the journal of the dead node held. */
  readonly atRisk: readonly ClassifiedBirth[];
  readonly identities: readonly Equation[];
}

/**
 * @param byHistory the same trial, classified without its journals
 */
export function accountForDeath(
  index: TrialIndex,
  death: Death,
  births: readonly ClassifiedBirth[],
  byHistory: readonly ClassifiedBirth[],
): DeathAccount {
  const held = births.filter((birth) => isHeldByJournal(birth, death.incarnation));
  const terms = new Map<Term | null, ClassifiedBirth[]>();
  for (const birth of held) {
    const term = termOf(birth, death);
    const same = terms.get(term);
    if (same === undefined) terms.set(term, [birth]);
    else same.push(birth);
  }
  const atRisk = terms.get('A') ?? [];
  const placed = TERMS.flatMap((term) => terms.get(term) ?? []);
  const destroyed = births.filter(({ base }) => base?.class === 'destroyed' && base.event === death.event.id);
  const v = death.incarnation;
  return {
    death,
    atRisk,
    identities: [
      sameBirths(
        `held by ${v}`,
        [`held by ${v}'s journal`, held],
        ['A + C + P + X + E + L + U', placed],
        Object.fromEntries(TERMS.map((term) => [term, sumOf(terms.get(term)?.length ?? 0)])),
      ),
      sameBirths(`destroyed by the end of ${v}`, ['destroyed by it', destroyed], ['A', atRisk]),
      atRiskIdentity(index, death, births, atRisk, byHistory),
    ],
  };
}

/**
 * A by history = A by journal. They may differ only by births whose sign-in moved them and whose answer was lost: the
 * journal has the new key, the shoppers never heard of it. These are taken off both sides, by name.
 */
function atRiskIdentity(
  index: TrialIndex,
  death: Death,
  births: readonly ClassifiedBirth[],
  byJournal: readonly ClassifiedBirth[],
  byHistory: readonly ClassifiedBirth[],
): Equation {
  const history = byHistory.filter((birth) => birth.birth.store === death.incarnation && isAtRisk(birth, death, true));
  const moved = births.filter((birth) => wasMovedUnheard(index, birth));
  const differing = [...without(history, byJournal), ...without(byJournal, history)];
  const unheard = new Set(moved.map(({ birth }) => birth.birth));
  const excused = differing.filter(({ birth }) => unheard.has(birth.birth));
  return sameBirths(
    `at risk on ${death.incarnation}`,
    ['A by history', without(history, excused)],
    ['A by journal', without(byJournal, excused)],
    excusing(excused),
    'excused',
  );
}

/** A journal has a sign-in that moved it, and its shopper got no answer of it. */
function wasMovedUnheard(index: TrialIndex, { birth }: ClassifiedBirth): boolean {
  return birth.lines.some(
    (line) => (line.k === 'moving' || line.k === 'moved') && index.operations.get(line.op)?.speaks !== true,
  );
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

/** Each birth with a known write is in exactly one class: counted once from the verdicts, once from the answers alone. */

import { someItem } from '../history/item-ranges.js';
import { type Equation, equation, listed, sumOf, type Terms, termOf } from './identity.js';
import type { BirthVerdict } from './judgement.js';
import type { TrialIndex } from './trial-index.js';

export function classIdentity(index: TrialIndex, verdicts: readonly BirthVerdict[]): Equation {
  const named = namedWithItems(index);
  // A leak is a verdict without known writes too, and then outside the sum.
  const judged = verdicts.filter(({ knownItems }) => knownItems.length > 0);
  const classes = new Map<string, number>();
  for (const verdict of judged) classes.set(verdict.class, (classes.get(verdict.class) ?? 0) + 1);
  const births = new Set(judged.map(({ birth }) => birth));
  return equation(
    'classes',
    ['births that answers name with an item', named.size],
    ['sum of the classes', judged.length],
    {
      terms: {
        ...Object.fromEntries([...classes].map(([name, count]) => [name, sumOf(count)])),
        [UNJUDGED]: termOf([...named].filter((birth) => !births.has(birth))),
        [UNNAMED]: termOf([...births].filter((birth) => !named.has(birth))),
      },
      strays: [UNJUDGED, UNNAMED],
      words: 'classes',
    },
  );
}

const UNJUDGED = 'in no class';
const UNNAMED = 'named by no answer';

export function writeClasses({ [UNJUDGED]: unjudged, [UNNAMED]: unnamed, ...classes }: Terms): string {
  return [
    ...Object.entries(classes).map(([name, { count }]) => `${name} = ${count}`),
    ...(unjudged?.count ? [`${UNJUDGED}: ${listed(unjudged)}`] : []),
    ...(unnamed?.count ? [`${UNNAMED}: ${listed(unnamed)}`] : []),
  ].join(', ');
}

/**
 * Births that an ok answer to their own shopper names, acknowledging or listing an item of theirs. The shopper is the one
 * whose operation created it, by the journals, else the first who was answered with it.
 */
function namedWithItems({ trial, operations, itemOwner }: TrialIndex): Set<string> {
  const shopperOf = new Map<string, number>();
  for (const { entries } of trial.journals) {
    for (const entry of entries) {
      const sender = entry.k === 'created' ? operations.get(entry.op)?.shopper : undefined;
      if (entry.k === 'created' && sender !== undefined) shopperOf.set(entry.birth, sender);
    }
  }
  const named = new Set<string>();
  for (const { speaks, birth, shopper, outcome, items, item } of trial.operations) {
    if (!speaks || birth === null) continue;
    if (!shopperOf.has(birth)) shopperOf.set(birth, shopper);
    if (outcome !== 'ok' || named.has(birth) || shopperOf.get(birth) !== shopper) continue;
    const isOwn = (each: number) => itemOwner.get(each) === shopper;
    if ((item !== null && isOwn(item)) || someItem(items, isOwn)) named.add(birth);
  }
  return named;
}

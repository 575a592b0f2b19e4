/** Each birth with a known write is in exactly one class: counted once from the verdicts, once from the answers alone. */
import { parseRanges } from '@session-lab/checkout/protocol';
import type { TrialRecord } from '../history/trial.js';
import { identity } from './identity.js';
import type { BirthVerdict, Identity } from './judgement.js';

export function classIdentity(trial: TrialRecord, verdicts: readonly BirthVerdict[]): Identity {
  const named = namedWithItems(trial);
  // A leak is a verdict without known writes too, and then outside the sum.
  const judged = verdicts.filter(({ knownItems }) => knownItems.length > 0);
  const classes = new Map<string, number>();
  for (const verdict of judged) classes.set(verdict.class, (classes.get(verdict.class) ?? 0) + 1);
  const births = new Set(judged.map(({ birth }) => birth));
  const unjudged = [...named].filter((birth) => !births.has(birth));
  const unnamed = [...births].filter((birth) => !named.has(birth));
  const sums = identity(
    'classes',
    ['births that answers name with an item', named.size],
    ['sum of the classes', judged.length],
    [
      ...[...classes].map(([name, n]) => `${name} = ${n}`),
      ...(unjudged.length === 0 ? [] : [`in no class: ${unjudged.join(' ')}`]),
      ...(unnamed.length === 0 ? [] : [`named by no answer: ${unnamed.join(' ')}`]),
    ].join(', '),
  );
  return { ...sums, holds: sums.holds && unjudged.length + unnamed.length === 0 };
}

/**
 * Births that an ok answer to their own shopper names, acknowledging or listing an item of theirs. The shopper is the one
 * whose operation created it, by the journals, else the first who was answered with it.
 */
function namedWithItems({ operations, journals }: TrialRecord): Set<string> {
  const shopperOf = new Map<string, number>();
  const senders = new Map(operations.map((op) => [op.id, op.shopper]));
  const writers = new Map(operations.map((op) => [op.item, op.shopper]));
  for (const entry of journals.flatMap(({ entries }) => entries)) {
    const sender = entry.k === 'created' ? senders.get(entry.op) : undefined;
    if (entry.k === 'created' && sender !== undefined) shopperOf.set(entry.birth, sender);
  }
  const named = new Set<string>();
  for (const { speaks, birth, shopper, outcome, items, item } of operations) {
    if (!speaks || birth === null) continue;
    if (!shopperOf.has(birth)) shopperOf.set(birth, shopper);
    if (outcome !== 'ok' || shopperOf.get(birth) !== shopper) continue;
    if ([item, ...parseRanges(items)].some((each) => each !== null && writers.get(each) === shopper)) named.add(birth);
  }
  return named;
}

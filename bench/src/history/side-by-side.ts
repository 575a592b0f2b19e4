/** The operations of two trials of the same plan, side by side: a few shoppers at a time, since there may be millions. */
import { Log } from './log.js';
import type { OperationLog } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import { type Shares, shareOutRows } from './shares.js';
import type { Operations } from './trial.js';

/** Operations of both that are at hand at the same time, about. */
const AT_HAND = 50_000;
const MOST_SHARES = 1000;

export type SideBySide = readonly [Iterable<OperationRecord>, Iterable<OperationRecord>];

/** Every shopper's operations of both are in one of the pairs, in order. */
export function* sideBySide(a: Operations, b: Operations, atHand = AT_HAND): Generator<SideBySide> {
  const shares = Math.min(MOST_SHARES, Math.ceil((a.length + b.length) / atHand));
  if (shares <= 1 || !(a instanceof Log) || !(b instanceof Log)) {
    yield [a, b];
    return;
  }
  using ofA = byShopper(a as OperationLog, shares);
  using ofB = byShopper(b as OperationLog, shares);
  for (let share = 1; share <= shares; share += 1) yield [ofA.of(new Set([share])), ofB.of(new Set([share]))];
}

function byShopper(log: OperationLog, shares: number): Shares<OperationRecord> {
  return shareOutRows(log, shares, (view, at) => (log.format.shopperAt(view, at) % shares) + 1);
}

/** The operations of two trials of the same plan, side by side: a few shoppers at a time, since there may be millions. */
import { Log } from './log.js';
import type { OperationLog } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import { RowShares, type SharedRows, shareOutRows } from './row-shares.js';
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
  using sharedA = byShopper(a as OperationLog, shares);
  using sharedB = byShopper(b as OperationLog, shares);
  const ofA = new RowShares((a as OperationLog).format, sharedA.written);
  const ofB = new RowShares((b as OperationLog).format, sharedB.written);
  for (let share = 1; share <= shares; share += 1) yield [ofA.of([share]), ofB.of([share])];
}

function byShopper(log: OperationLog, shares: number): SharedRows {
  return shareOutRows(log, shares, (view, at) => (log.format.shopperAt(view, at) % shares) + 1);
}

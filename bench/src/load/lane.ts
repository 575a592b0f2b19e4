/** One lane of a shopper: a tab or device whose operations follow each other, and how far it has come. */
import type { PlannedOperation } from '../plan/plan.js';

export interface Lane {
  readonly number: number;
  readonly origin: 'planned' | 'restart';
  readonly operations: readonly PlannedOperation[];
  readonly baseUs: number;
  next: number;
  /** When the operation before was done. */
  freeUs: number;
  /** An operation of it is under way, or waits to be repeated. */
  busy: boolean;
}

export function lane(
  number: number,
  origin: Lane['origin'],
  operations: readonly PlannedOperation[],
  baseUs: number,
): Lane {
  return { number, origin, operations, baseUs, next: 0, freeUs: 0, busy: false };
}

/** What plays in a further tab while the shopper logs out in the first: see plan.ts. */
export function isBesideLogOut({ number }: Lane, { step }: PlannedOperation): boolean {
  return number > 0 && step === 'watch';
}

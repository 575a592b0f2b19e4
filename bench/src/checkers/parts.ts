/**
 * A trial in parts that can be judged one after the other: each has some of the shoppers, with everything that was recorded
 * of them. Memory then grows with a part's operations, and not with the trial's.
 *
 * What one shopper's record says of another's session, key or item (a leak) ties the two together: their parts are one.
 */
import { inMemory } from '../history/in-memory.js';
import type { TrialInMemory, TrialRecord } from '../history/trial.js';
import { SharedTrial } from './shared-trial.js';
import { TrialParts } from './trial-parts.js';

/** A trial of no more operations is judged whole: it is small, and its sessions come in the order of the journals. */
export const SMALL_TRIAL = 50_000;
/** Operations of a part, about: so few that what is made of them is let go before the garbage collector moves it twice. */
export const OPERATIONS_A_PART = 1500;
/** While a trial is shared out, each part has a chunk of rows that is not full. */
const MOST_PARTS = 4000;

/**
 * @param size operations of a part, about
 * @param small a trial of no more operations is one part
 */
export function* partsOf(trial: TrialRecord, size = OPERATIONS_A_PART, small = SMALL_TRIAL): Generator<TrialInMemory> {
  const parts = numberOfParts(trial, size, small);
  if (parts <= 1) {
    yield inMemory(trial);
    return;
  }
  using shared = new SharedTrial(trial, parts);
  const all = new TrialParts(shared.written);
  for (const group of shared.written.groups) yield all.of(group);
}

export function numberOfParts({ operations }: TrialRecord, size = OPERATIONS_A_PART, small = SMALL_TRIAL): number {
  return operations.length <= small ? 1 : Math.min(MOST_PARTS, Math.ceil(operations.length / size));
}

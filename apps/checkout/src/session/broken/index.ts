/**
 * Stores that each break one promise, around any good one: they prove that the contract and the lab's checkers see what
 * they are there to see. Nothing else is wrong with them, so that exactly one promise's clauses may fail.
 */
import type { PromiseName } from '../promises.js';
import type { SessionStore } from '../store.js';
import { ForgetsAbsoluteEnd, ForgetsExpiry, NeverSlides, Revives } from './ends.js';
import { LeaksAnotherSession, SharesObjects } from './mixed-up.js';
import { KeepsOldId, KeepsUsedCodes, MovesInTwoSteps } from './moves.js';
import { AnswersBeforeSaving, DropsWrites, LosesOlderWriter, ReencodesValues, SwallowsFailures } from './writes.js';

export type { PromiseName } from '../promises.js';
export { LEAKED_EVERY, SHARED_EVERY } from './mixed-up.js';
export { APART_MS } from './moves.js';
export { BEHIND_MS, BETWEEN_MS, DROPPED_EVERY } from './writes.js';

export interface BrokenStore {
  readonly breaks: PromiseName;
  /** @param store a good one, which the broken one closes with itself */
  readonly open: (store: SessionStore) => SessionStore;
}

export const BROKEN_STORES = {
  'drops-writes': { breaks: 'keeps', open: (store) => new DropsWrites(store) },
  'answers-before-saving': { breaks: 'acknowledges', open: (store) => new AnswersBeforeSaving(store) },
  'loses-older-writer': { breaks: 'merges', open: (store) => new LosesOlderWriter(store) },
  'reencodes-values': { breaks: 'serialises', open: (store) => new ReencodesValues(store) },
  'swallows-failures': { breaks: 'fails', open: (store) => new SwallowsFailures(store) },
  revives: { breaks: 'buries', open: (store) => new Revives(store) },
  'forgets-expiry': { breaks: 'expires', open: (store) => new ForgetsExpiry(store) },
  'never-slides': { breaks: 'slides', open: (store) => new NeverSlides(store) },
  'forgets-absolute-end': { breaks: 'ends', open: (store) => new ForgetsAbsoluteEnd(store) },
  'leaks-another-session': { breaks: 'isolates', open: (store) => new LeaksAnotherSession(store) },
  'shares-objects': { breaks: 'separate', open: (store) => new SharesObjects(store) },
  'keeps-old-id': { breaks: 'rekeys', open: (store) => new KeepsOldId(store) },
  'moves-in-two-steps': { breaks: 'whole', open: (store) => new MovesInTwoSteps(store) },
  'keeps-used-codes': { breaks: 'codes', open: (store) => new KeepsUsedCodes(store) },
} as const satisfies Readonly<Record<string, BrokenStore>>;

export type BrokenStoreName = keyof typeof BROKEN_STORES;

/**
 * Stores that each break one promise, around any good one: they prove that the contract and the lab's checkers see what
 * they are there to see. Nothing else is wrong with them, so that exactly one promise's clauses may fail.
 */
import type { PromiseName } from '../promises.js';
import type { SessionStore } from '../store.js';
import { ForgetsAbsoluteEnd, ForgetsExpiry, NeverSlides, Revives, WritesWithoutExpiry } from './ends.js';
import { LeaksAnotherSession, SharesObjects } from './mixed-up.js';
import { KeepsOldId, KeepsUsedCodes, MovesInTwoSteps, MovesWhatItRead } from './moves.js';
import { CutsLongTexts, Evicts } from './room.js';
import { TidiesBlindly } from './tidies.js';
import {
  AnswersBeforeSaving,
  DropsWrites,
  LosesOlderWriter,
  ReencodesValues,
  SavesByHalves,
  SwallowsFailures,
} from './writes.js';
import { WritesBack } from './writes-back.js';

export type { PromiseName } from '../promises.js';

export interface BrokenStore {
  readonly breaks: PromiseName;
  /** What cannot be broken without breaking this, too. */
  readonly also?: PromiseName;
  /** @param store a good one, which the broken one closes with itself */
  readonly open: (store: SessionStore) => SessionStore;
}

export const BROKEN_STORES = {
  'drops-writes': { breaks: 'keeps', also: 'tidies', open: (store) => new DropsWrites(store) },
  'answers-before-saving': { breaks: 'acknowledges', also: 'carries', open: (store) => new AnswersBeforeSaving(store) },
  'loses-older-writer': { breaks: 'merges', open: (store) => new LosesOlderWriter(store) },
  'tidies-blindly': { breaks: 'tidies', open: (store) => new TidiesBlindly(store) },
  'reencodes-values': { breaks: 'serialises', open: (store) => new ReencodesValues(store) },
  'saves-by-halves': { breaks: 'atomic', open: (store) => new SavesByHalves(store) },
  'writes-back': { breaks: 'reads', open: (store) => new WritesBack(store) },
  evicts: { breaks: 'holds', open: (store) => new Evicts(store) },
  'cuts-long-texts': { breaks: 'holds', open: (store) => new CutsLongTexts(store) },
  'swallows-failures': { breaks: 'fails', open: (store) => new SwallowsFailures(store) },
  revives: { breaks: 'buries', open: (store) => new Revives(store) },
  'forgets-expiry': { breaks: 'expires', also: 'mortal', open: (store) => new ForgetsExpiry(store) },
  'writes-without-expiry': { breaks: 'mortal', open: (store) => new WritesWithoutExpiry(store) },
  'never-slides': { breaks: 'slides', open: (store) => new NeverSlides(store) },
  'forgets-absolute-end': { breaks: 'ends', open: (store) => new ForgetsAbsoluteEnd(store) },
  'leaks-another-session': { breaks: 'isolates', open: (store) => new LeaksAnotherSession(store) },
  'shares-objects': { breaks: 'separate', open: (store) => new SharesObjects(store) },
  'keeps-old-id': { breaks: 'rekeys', open: (store) => new KeepsOldId(store) },
  'moves-in-two-steps': { breaks: 'whole', also: 'carries', open: (store) => new MovesInTwoSteps(store) },
  'moves-what-it-read': { breaks: 'carries', open: (store) => new MovesWhatItRead(store) },
  'keeps-used-codes': { breaks: 'codes', open: (store) => new KeepsUsedCodes(store) },
} as const satisfies Readonly<Record<string, BrokenStore>>;

export type BrokenStoreName = keyof typeof BROKEN_STORES;

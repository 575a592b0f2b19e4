/** Which writes of a birth are known: what its shopper may count on. */
import { eachItem } from '../history/item-ranges.js';
import type { Draft } from './births.js';
import type { TrialIndex } from './trial-index.js';

export interface KnownWrite {
  readonly item: number;
  /** First send of an operation that wrote it to this birth. */
  readonly sentUs: number;
  /** First arrival of an answer that acknowledges or lists it. */
  readonly knownUs: number;
}

/** A write is known, of a birth, when an ok answer naming that birth acknowledges or lists it. */
export function knownWrites(index: TrialIndex, draft: Draft, shopper: number): KnownWrite[] {
  const knownUs = new Map<number, number>();
  let atUs = 0;
  const know = (item: number) => {
    if (!knownUs.has(item) && index.itemOwner.get(item) === shopper) knownUs.set(item, atUs);
  };
  let listed = '';
  for (const op of draft.answers) {
    if (op.outcome !== 'ok' || op.shopper !== shopper) continue;
    atUs = op.doneUs;
    // The same list again tells nothing new.
    if (op.items !== listed) eachItem(op.items, know);
    listed = op.items;
    if (op.item !== null) know(op.item);
  }
  const createdBy = new Set(draft.lines.filter((line) => line.k === 'created').map((line) => line.op));
  return [...knownUs].map(([item, known]) => {
    let sentUs = Number.POSITIVE_INFINITY;
    for (const op of index.writers.get(item) ?? []) {
      const isIts =
        op.birth === draft.birth ||
        createdBy.has(op.id) ||
        (op.birth === null && op.outcome === 'indeterminate' && op.keySent !== null && draft.keys.has(op.keySent));
      if (isIts && op.sentUs < sentUs) sentUs = op.sentUs;
    }
    return { item, sentUs: sentUs === Number.POSITIVE_INFINITY ? known : sentUs, knownUs: known };
  });
}

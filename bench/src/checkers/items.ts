/** Items of a birth that its store still has: which known ones are missing, and whether an overlapping write took them. */
import { parseRanges } from '@session-lab/checkout/protocol';
import type { OperationRecord } from '../history/records.js';
import type { Birth, DumpSighting } from './births.js';
import { receiptOf } from './completed.js';
import type { BirthClass } from './judgement.js';
import { storeEventWithin, type TrialIndex } from './trial-index.js';

export interface ItemsVerdict {
  readonly class: 'stale' | 'lostUpdate' | 'intact';
  readonly shownBy: number | null;
  readonly atUs: number | null;
  /** Said where no record can decide: `stale, or overwritten`. */
  readonly reason: string | null;
}

export function judgeItems(index: TrialIndex, birth: Birth, sighting: DumpSighting): ItemsVerdict {
  const missing = birth.known.filter((write) => !sighting.items.has(write.item)).map((write) => write.item);
  let shown: ItemsVerdict | null = null;
  for (const item of missing) {
    const absence = firstWithout(birth, item, sighting.t);
    const overlapped = writeOverlapped(index, birth, item);
    const between = !index.without.has('event-between') && eventBetween(index, absence);
    const found: ItemsVerdict = {
      class: overlapped && !between ? 'lostUpdate' : 'stale',
      shownBy: absence.op,
      atUs: absence.untilUs,
      reason: overlapped && between ? 'stale, or overwritten' : null,
    };
    if (found.class === 'lostUpdate') return found;
    shown = shown === null || (shown.reason === null && found.reason !== null) ? found : shown;
  }
  return shown ?? { class: 'intact', shownBy: null, atUs: null, reason: null };
}

interface Absence {
  /** Last sighting of the item: not before this it was still there. */
  readonly fromUs: number;
  /** First answer without it, else the dump. */
  readonly untilUs: number;
  readonly op: number | null;
}

function firstWithout(birth: Birth, item: number, dumpUs: number): Absence {
  const lists = (op: OperationRecord) =>
    (op.item === item && op.outcome === 'ok') || parseRanges(op.items).includes(item);
  const last = birth.answers.findLast((op) => op.sentUs <= dumpUs && lists(op));
  const sightedUs = last?.doneUs ?? birth.createdUs;
  // An answer that overlaps the sighting may have looked before it.
  const without = birth.answers.find((op) => op.origin !== 'final' && op.sentUs >= sightedUs);
  return {
    fromUs: last?.sentUs ?? birth.createdUs,
    untilUs: without?.doneUs ?? dumpUs,
    op: without?.id ?? null,
  };
}

function eventBetween(index: TrialIndex, absence: Absence): boolean {
  return storeEventWithin(index, absence.fromUs, absence.untilUs) !== undefined;
}

/** A write of the item overlapped another operation on the birth; one without an answer is open-ended. */
function writeOverlapped(index: TrialIndex, birth: Birth, item: number): boolean {
  const operations = [...new Set([...birth.carried, ...birth.answers])].filter(
    (op) => op.origin !== 'final' && (op.birth === birth.birth || !op.speaks),
  );
  const endUs = (op: OperationRecord) => (op.speaks ? op.doneUs : Number.POSITIVE_INFINITY);
  return operations.some(
    (write) =>
      write.item === item &&
      // What no jar ever got was not overwritten there.
      !index.tooLong.has(write.id) &&
      operations.some((op) => op !== write && op.sentUs <= endUs(write) && endUs(op) >= write.sentUs),
  );
}

/**
 * Of the lost items of a birth, those that an overlapping operation took: no store event explains them, and what the
 * death of a store or another node took was not overwritten.
 */
export function overwrittenOf(index: TrialIndex, birth: Birth, verdict: BirthClass, lost: readonly number[]): number[] {
  if (lost.length === 0 || TAKEN.has(verdict)) return [];
  const untilUs = (verdict === 'completed' ? receiptOf(birth)?.doneUs : birth.sightings[0]?.t) ?? index.endUs;
  return lost.filter(
    (item) => writeOverlapped(index, birth, item) && !eventBetween(index, firstWithout(birth, item, untilUs)),
  );
}

const TAKEN: ReadonlySet<BirthClass> = new Set(['destroyed', 'misrouted', 'gone']);
const COUNTED: ReadonlySet<BirthClass> = new Set([...TAKEN, 'stale', 'lostUpdate']);

/** Known writes that no dump has; of a completed birth, those missing from the receipt's answer. */
export function lostItemsOf(birth: Birth, verdict: BirthClass): number[] {
  if (verdict === 'completed') {
    const receipt = receiptOf(birth);
    if (receipt === null) return [];
    const listed = new Set(parseRanges(receipt.items));
    return birth.known
      .filter((write) => write.knownUs <= receipt.sentUs && !listed.has(write.item))
      .map((write) => write.item);
  }
  if (!COUNTED.has(verdict)) return [];
  return birth.known
    .filter((write) => !birth.sightings.some((sighting) => sighting.items.has(write.item)))
    .map((write) => write.item);
}

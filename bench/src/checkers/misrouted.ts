/**
 * Answers to a birth's live key that do not know the birth. From another node than its own, or while a dump or a later
 * answer has it, such an answer shows a *misrouted* shopper; else it is a *miss*: the store no longer has the session.
 */
import type { OperationRecord } from '../history/records.js';
import type { Birth } from './births.js';
import type { ExpirySpan } from './expiry.js';
import { keyHeldAt } from './jars.js';
import { carriedLiveKey, type KeyTimeline, liveKeyAt } from './live-keys.js';
import type { TrialIndex } from './trial-index.js';

export interface Absences {
  /** First answer that shows the shopper misrouted. */
  readonly misrouted: OperationRecord | null;
  /** First answer of its own store without it, never found again. */
  readonly missed: OperationRecord | null;
}

export function absencesOf(index: TrialIndex, birth: Birth, keys: KeyTimeline, expiry: ExpirySpan): Absences {
  let misrouted: OperationRecord | null = null;
  let missed: OperationRecord | null = null;
  for (const op of exercises(index, birth, keys, expiry)) {
    if (op.birth === birth.birth) continue;
    if (answeredElsewhere(index, birth, op) || foundAgain(index, birth, op)) misrouted ??= op;
    else missed ??= op;
  }
  return { misrouted, missed };
}

/**
 * Speaking answers, in order of arrival, to operations with the live key, after the first known write was sent; claims
 * and log-outs apart. Of the final reads only that of the jar used last, among those that hold the key.
 */
export function exercises(index: TrialIndex, birth: Birth, keys: KeyTimeline, expiry: ExpirySpan): OperationRecord[] {
  let finalJar: number | null | undefined;
  return birth.carried.filter((op) => {
    if (!op.speaks && !(index.without.has('refusals-are-silent') && op.status !== null)) return false;
    if (op.shopper !== birth.shopper || op.doneUs <= birth.firstKnownSentUs) return false;
    if (op.step === 'signOut' || (op.step === 'claim' && !index.without.has('claims-apart'))) return false;
    const elsewhere = answeredElsewhere(index, birth, op);
    if (op.origin === 'final') {
      if (index.without.has('final-read')) return false;
      finalJar ??= jarUsedLast(index, birth, keys);
      if (op.jar !== finalJar && !index.without.has('jar-used-last')) return false;
      // Between dump and final read its own store may have expired it, which is no loss.
      const expiresUs = Math.min(expiry.earliestUs, ...birth.sightings.map((sighting) => sighting.expiresUs));
      if (!elsewhere && op.birth !== birth.birth && op.doneUs >= expiresUs) return false;
    }
    if (index.without.has('dead-keys')) return true;
    return op.birth === birth.birth || carriedLiveKey(keys, op, !elsewhere);
  });
}

/** Another node than the birth's own answered; every node is its own with a shared store. */
export function answeredElsewhere(index: TrialIndex, birth: Birth, op: OperationRecord): boolean {
  return !index.shared && op.node !== null && !birth.own.has(op.node);
}

/** A later answer to the same key, or the dump under that key, has the birth. */
function foundAgain(index: TrialIndex, birth: Birth, miss: OperationRecord): boolean {
  const answered = birth.answers.some((op) => op.keySent === miss.keySent && op.sentUs >= miss.doneUs);
  if (answered || index.without.has('reachable-key')) return answered || birth.sightings.length > 0;
  return birth.sightings.some((sighting) => sighting.key === miss.keySent);
}

/** Jar used last among those that hold the live key at the end; null for none. */
function jarUsedLast(index: TrialIndex, birth: Birth, keys: KeyTimeline): number | null {
  const live = liveKeyAt(keys, index.endUs);
  let last: { readonly jar: number; readonly usedUs: number } | null = null;
  for (const jar of index.jars.get(birth.shopper) ?? []) {
    if (live === null || keyHeldAt(jar, index.endUs) !== live) continue;
    if (last === null || jar.lastUsedUs > last.usedUs) last = { jar: jar.jar, usedUs: jar.lastUsedUs };
  }
  return last?.jar ?? null;
}

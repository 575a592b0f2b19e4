/**
 * When a birth expired, if nothing ended it before: its idle time counts from the last touch, its absolute time from when
 * it was created, and the earlier one ends it. A touch lies somewhere between the send of an operation and the last moment
 * at which it can have run.
 */
import type { OperationRecord } from '../history/records.js';
import { type Birth, foundUnder } from './births.js';
import { neverLeft } from './disturbances.js';
import type { TrialIndex } from './trial-index.js';

export interface ExpirySpan {
  /** Send of the last answered touch + TTL, or the earliest absolute end: before this it must be there. */
  readonly earliestUs: number;
  /** Last possible touch + TTL, or the latest absolute end: after this it is surely gone. */
  readonly latestUs: number;
}

/**
 * An absolute end is written down in whole milliseconds of a wall clock, and kept by a store that counts by a clock of its
 * own: so far the two may be apart.
 */
const CLOCKS_APART_US = 10_000;

export function expirySpan(index: TrialIndex, birth: Birth): ExpirySpan {
  const { surelyUs, possiblyUs } = lastTouch(index, birth);
  const end = absoluteEnd(index, birth);
  return {
    earliestUs: Math.min(surelyUs + index.ttlUs, end.earliestUs),
    latestUs: Math.min(possiblyUs + index.ttlUs, end.latestUs),
  };
}

/** The latest of all touches, and the latest that may have been; as {@link touchesOf} lists them, without a list. */
function lastTouch(index: TrialIndex, birth: Birth): Pick<Touch, 'surelyUs' | 'possiblyUs'> {
  let surelyUs = Number.NEGATIVE_INFINITY;
  let possiblyUs = Number.NEGATIVE_INFINITY;
  const touch = (surely: number, possibly: number) => {
    if (surely > surelyUs) surelyUs = surely;
    if (possibly > possiblyUs) possiblyUs = possibly;
  };
  const sealed = index.inJars ? sealedTouches(birth) : [];
  for (const each of sealed) touch(each.surelyUs, each.possiblyUs);
  if (sealed.length > 0) return { surelyUs, possiblyUs };
  for (const { sentUs, doneUs } of birth.answers) touch(sentUs, doneUs);
  for (const { notBeforeUs, t } of birth.lines) touch(notBeforeUs, t);
  const deadUs = deadSinceUs(index, birth);
  for (const op of unansweredTouches(index, birth, deadUs)) {
    touch(Number.NEGATIVE_INFINITY, Math.min(latestRunUs(index, op), deadUs));
  }
  return { surelyUs, possiblyUs };
}

/**
 * Tells whether its time was surely over at a moment, as far as what was sent before tells: what touched it later cannot
 * have. An operation that found it then is no touch before itself; null for a dump.
 */
export function sureExpiry(index: TrialIndex, birth: Birth): (t: number, seeing: OperationRecord | null) => boolean {
  const endUs = absoluteEnd(index, birth).latestUs;
  // Most trials are over before anything can be.
  if (index.firstUs + index.ttlUs + CLOCKS_APART_US >= index.endUs) return (t) => endUs < t;
  const touches = touchesOf(index, birth);
  return (t, seeing) => {
    if (endUs < t) return true;
    const before = touches.filter(({ op, sentUs }) => sentUs < t && op !== seeing?.id);
    const lastUs = before.reduce((latest, { possiblyUs }) => Math.max(latest, possiblyUs), Number.NEGATIVE_INFINITY);
    const wasThere = before.some(({ surelyUs }) => surelyUs > Number.NEGATIVE_INFINITY);
    return wasThere && lastUs + index.ttlUs + CLOCKS_APART_US < t;
  };
}

/** Something that slid, or may have slid, its idle expiry. */
interface Touch {
  readonly op: number;
  readonly sentUs: number;
  /** Not before this it touched; −Infinity where it may not have touched at all. */
  readonly surelyUs: number;
  readonly possiblyUs: number;
}

function touchesOf(index: TrialIndex, birth: Birth): Touch[] {
  const sealed = index.inJars ? sealedTouches(birth) : [];
  if (sealed.length > 0) return sealed;
  const deadUs = deadSinceUs(index, birth);
  return [
    ...birth.answers.map(({ id: op, sentUs, doneUs }) => ({ op, sentUs, surelyUs: sentUs, possiblyUs: doneUs })),
    ...birth.lines.map(({ op, notBeforeUs: sentUs, t }) => ({ op, sentUs, surelyUs: sentUs, possiblyUs: t })),
    ...unansweredTouches(index, birth, deadUs).map((op) => ({
      op: op.id,
      sentUs: op.sentUs,
      surelyUs: Number.NEGATIVE_INFINITY,
      possiblyUs: Math.min(latestRunUs(index, op), deadUs),
    })),
  ];
}

/**
 * A session in a cookie lives on by nothing but the cookies that its jar got: each was sealed while its operation was
 * under way, and the one that arrived last counts, whenever it was sent.
 */
function sealedTouches({ answers }: Birth): Touch[] {
  const given = answers.filter((op) => op.keyGiven !== null && op.keyGiven !== '' && op.origin !== 'final');
  return given.map(({ id: op, sentUs, doneUs }, i) => ({
    op,
    sentUs,
    surelyUs: Math.min(...given.slice(i).map((later) => later.sentUs)),
    possiblyUs: doneUs,
  }));
}

/** Where it ends however busy it is; Infinity without an absolute time-to-live. */
function absoluteEnd(index: TrialIndex, birth: Birth): ExpirySpan {
  const lifeUs = index.absoluteTtlUs;
  if (lifeUs === Number.POSITIVE_INFINITY) return { earliestUs: lifeUs, latestUs: lifeUs };
  const { fromUs, toUs } = creationOf(index, birth);
  return { earliestUs: fromUs + lifeUs - CLOCKS_APART_US, latestUs: toUs + lifeUs + CLOCKS_APART_US };
}

/**
 * Between send and answer of the operation that created it, as its shopper saw it: the same with and without journals. Where
 * that operation had no answer, by its journal's line; else somewhere up to the first answer or dump that has it, and not
 * before the first of its shopper's operations that can have created it.
 */
function creationOf(index: TrialIndex, birth: Birth): { readonly fromUs: number; readonly toUs: number } {
  const created = birth.lines.find((line) => line.k === 'created');
  const [first] = birth.answers;
  const creator = birth.answers.find((op) =>
    created === undefined ? op === first && isCreator(op, birth) : op.id === created.op,
  );
  if (creator !== undefined) return { fromUs: creator.sentUs, toUs: creator.doneUs };
  if (created !== undefined) return { fromUs: created.notBeforeUs, toUs: created.t };
  const seenUs = Math.min(first?.doneUs ?? Number.POSITIVE_INFINITY, ...birth.sightings.map(({ t }) => t));
  const silent = index.trial.operations.filter(
    (op) => op.shopper === birth.shopper && op.item !== null && mayHaveRun(op) && op.sentUs < seenUs,
  );
  const fromUs = Math.min(first?.sentUs ?? seenUs, ...silent.map(({ sentUs }) => sentUs));
  return { fromUs, toUs: seenUs };
}

/** An answer that brought a key and found none: without a journal, that is what tells a creation. */
function isCreator(op: OperationRecord, birth: Birth): boolean {
  return op.step !== 'claim' && op.keyGiven !== null && op.keyGiven !== '' && foundUnder(op, birth) === null;
}

/** From then on nothing can have touched it any more; Infinity where its store lives. */
function deadSinceUs(index: TrialIndex, { store }: Birth): number {
  return (store === null ? undefined : index.deaths.get(store)?.toUs) ?? Number.POSITIVE_INFINITY;
}

/**
 * Operations that may have touched it although nobody said so; a claim carries no key of the session. Final reads come
 * after the dump, as of which it is judged.
 */
function unansweredTouches(index: TrialIndex, birth: Birth, deadUs: number): OperationRecord[] {
  const touches: OperationRecord[] = [];
  for (const operations of [birth.carried, index.claims.get(birth.shopper) ?? []]) {
    for (const op of operations) if (op.origin !== 'final' && op.sentUs <= deadUs && mayHaveRun(op)) touches.push(op);
  }
  return touches;
}

/** No handler spoke, and nothing proves that none ran. A balancer's 503 was sent to no node; its 502 and 504 were. */
function mayHaveRun(op: OperationRecord): boolean {
  if (op.speaks) return false;
  if (op.outcome === 'indeterminate') return true;
  if (op.balancerMade) return op.status !== 503;
  return op.error !== null && !neverLeft(op);
}

/**
 * An unanswered operation may run until the resume of what was frozen plus the time-outs; from its `op` line in a
 * journal on, only the time-outs of the store remain, unless the node was frozen again.
 */
function latestRunUs(index: TrialIndex, op: OperationRecord): number {
  let untilUs = Math.max(op.doneUs, index.reachedUs.get(op.id) ?? op.doneUs) + index.slackUs;
  for (const pause of index.pauses) {
    if (pause.fromUs <= untilUs && pause.toUs >= op.sentUs) untilUs = Math.max(untilUs, pause.toUs + index.slackUs);
  }
  return untilUs;
}

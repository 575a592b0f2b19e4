/**
 * The live key of a birth over time: the session id under which it is stored.
 *
 * From a journal's `moved` line on the older key is dead, until a store event brings it back or an answer finds the
 * birth under it. A `moving` line without `moved` (its node was killed in between) may or may not have moved a session
 * of a shared store; where nothing later tells, there are two timelines, and the verdict must be the same in both.
 */
import type { OperationRecord } from '../history/records.js';
import { type Birth, type BirthLine, foundUnder } from './births.js';
import type { TrialIndex } from './trial-index.js';

/** From `sinceUs` on the birth is stored under `key`. */
export interface KeySegment {
  readonly key: string;
  readonly sinceUs: number;
  /** Not before this: a move lies between its lines `moving` and `moved`. */
  readonly earliestUs: number;
  /** `store`: a store event brought an older key back. */
  readonly how: 'created' | 'moved' | 'store' | 'seen';
  /** Operation that created or moved it. */
  readonly op: number | null;
  /** Store event (EventRecord.id). */
  readonly event: number | null;
}

/** Ascending. */
export type KeyTimeline = readonly KeySegment[];

/** Something that says under which key the birth was, at some time in [fromUs, toUs]. */
interface KeyFact {
  readonly key: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly how: 'created' | 'moved' | 'seen';
  readonly op: number | null;
}

/** One timeline, or two where the record does not tell whether a last move happened. */
export function keyTimelines(index: TrialIndex, birth: Birth): KeyTimeline[] {
  const facts = keyFacts(birth);
  const open = unfinishedMove(index, birth, facts);
  const base = timeline(index, birth, facts);
  if (open === null) return [base];
  const moved: KeyFact = { key: open.key, fromUs: open.t, toUs: open.t, how: 'moved', op: open.op };
  return [base, timeline(index, birth, inOrder([...facts, moved]))];
}

function keyFacts(birth: Birth): KeyFact[] {
  const facts: KeyFact[] = [];
  const journalled = new Set<number>();
  for (const line of birth.lines) {
    if (line.k !== 'created' && line.k !== 'moved') continue;
    journalled.add(line.op);
    facts.push({ key: line.key, fromUs: line.t, toUs: line.t, how: line.k, op: line.op });
  }
  for (const op of birth.answers) {
    if (op.shopper !== birth.shopper) continue;
    const found = foundUnder(op, birth);
    if (found !== null) facts.push(seen(found, op.sentUs, op.doneUs));
    if (op.keyGiven === null || op.keyGiven === '' || op.keyGiven === found || journalled.has(op.id)) continue;
    // A claim names the key that the session has; without a journal any other answer made the key.
    if (op.step === 'claim') facts.push(seen(op.keyGiven, op.sentUs, op.doneUs));
    else facts.push({ key: op.keyGiven, fromUs: op.doneUs, toUs: op.doneUs, how: 'moved', op: op.id });
  }
  for (const sighting of birth.sightings) facts.push(seen(sighting.key, sighting.t, sighting.t));
  return inOrder(facts);
}

function seen(key: string, fromUs: number, toUs: number): KeyFact {
  return { key, fromUs, toUs, how: 'seen', op: null };
}

function inOrder(facts: readonly KeyFact[]): KeyFact[] {
  return [...facts].sort((a, b) => a.fromUs - b.fromUs);
}

function timeline(index: TrialIndex, birth: Birth, facts: readonly KeyFact[]): KeyTimeline {
  const segments: KeySegment[] = [];
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const fact of facts) {
    const current = segments.at(-1);
    if (current?.key !== fact.key) segments.push(segmentOf(index, birth, fact, current ?? null, lastUs));
    lastUs = fact.fromUs;
  }
  return segments;
}

function segmentOf(
  index: TrialIndex,
  birth: Birth,
  fact: KeyFact,
  before: KeySegment | null,
  lastUs: number,
): KeySegment {
  const { key } = fact;
  const from = (sinceUs: number, earliestUs: number, more: Pick<KeySegment, 'how' | 'op' | 'event'>): KeySegment => {
    return { key, sinceUs, earliestUs, ...more };
  };
  const moving = birth.lines.findLast((line) => line.k === 'moving' && line.key === key && line.t <= fact.toUs);
  if (before === null || fact.how !== 'seen') {
    const earliestUs = fact.how === 'moved' ? (moving?.t ?? fact.fromUs) : fact.fromUs;
    return from(fact.fromUs, earliestUs, { how: fact.how, op: fact.op, event: null });
  }
  if (moving !== undefined && moving.t >= lastUs) {
    return from(moving.t, moving.t, { how: 'moved', op: moving.op, event: null });
  }
  const event = index.storeEvents.find((candidate) => candidate.toUs >= lastUs && candidate.fromUs <= fact.toUs);
  if (event !== undefined) {
    // A move within the event's interval came before what the event brought back.
    const sinceUs = Math.max(event.fromUs, before.sinceUs);
    return from(sinceUs, sinceUs, { how: 'store', op: null, event: event.id });
  }
  return from(fact.fromUs, fact.fromUs, { how: 'seen', op: null, event: null });
}

/** The last move of a shared store that no line finishes and that no later fact confirms or rules out. */
function unfinishedMove(index: TrialIndex, birth: Birth, facts: readonly KeyFact[]): BirthLine | null {
  if (!index.shared) return null;
  const open = birth.lines.findLast(
    (line) =>
      line.k === 'moving' &&
      !birth.lines.some((other) => other.k === 'moved' && other.op === line.op && other.key === line.key),
  );
  if (open === undefined) return null;
  if (facts.some((fact) => fact.key === open.key)) return null;
  const ruledOut = facts.some(
    (fact) =>
      fact.key === open.from &&
      fact.fromUs > open.t &&
      !index.storeEvents.some((event) => event.toUs >= open.t && event.fromUs <= fact.toUs),
  );
  return ruledOut ? null : open;
}

/** Key at `t`; null before the birth. */
export function liveKeyAt(keys: KeyTimeline, t: number): string | null {
  return keys.findLast((segment) => segment.sinceUs <= t)?.key ?? null;
}

/**
 * Whether an operation carried the live key. A shared store, or the birth's own node, looks it up at some time between
 * send and arrival, so that a move in that time leaves it with a dead key; another node never had the session, and what
 * counts is the send.
 */
export function carriedLiveKey(keys: KeyTimeline, op: OperationRecord, ownStoreAnswered: boolean): boolean {
  if (op.keySent === null || liveKeyAt(keys, op.sentUs) !== op.keySent) return false;
  if (!ownStoreAnswered) return true;
  return !keys.some(
    (segment) => segment.sinceUs > op.sentUs && segment.earliestUs <= op.doneUs && segment.key !== op.keySent,
  );
}

/**
 * The live key of a birth over time: the session id under which it is stored.
 *
 * From a journal's `moved` line on the older key is dead, until a store event brings it back or an answer finds the
 * birth under it. A session in a cookie moves when the answer that sets the new one arrives: the older cookie is as good
 * as ever, but the jar no longer has it.
 */
import type { OperationRecord } from '../history/records.js';
import { type Birth, foundUnder } from './births.js';
import { storeEventWithin, type TrialIndex } from './trial-index.js';

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
export interface KeyFact {
  readonly key: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Of a move that only its answer tells: the send. It may have happened at any time since. */
  readonly earliestUs: number;
  readonly how: 'created' | 'moved' | 'seen';
  readonly op: number | null;
}

/**
 * In order.
 *
 * @param inJars the session is in its cookie: what a node did with a key counts when the jar gets it
 */
export function keyFacts(birth: Birth, inJars: boolean): KeyFact[] {
  const facts: KeyFact[] = [];
  const journalled = new Set<number>();
  for (const line of birth.lines) {
    if (line.k !== 'created' && (line.k !== 'moved' || inJars)) continue;
    // What is moved was there, even where another move or a set-back of the store came before it.
    const moving = birth.lines.find((other) => other.k === 'moving' && other.op === line.op && other.key === line.key);
    if (line.from !== null && moving !== undefined) facts.push(seen(line.from, moving.t, line.t));
    journalled.add(line.op);
    facts.push({ key: line.key, fromUs: line.t, toUs: line.t, earliestUs: line.t, how: line.k, op: line.op });
  }
  for (const op of birth.answers) {
    if (op.shopper !== birth.shopper) continue;
    const found = foundUnder(op, birth);
    if (found !== null) facts.push(seen(found, op.sentUs, op.doneUs));
    if (op.keyGiven === null || op.keyGiven === '' || op.keyGiven === found || journalled.has(op.id)) continue;
    // A claim names the key that the session has; without a journal any other answer made the key.
    if (op.step === 'claim') facts.push(seen(op.keyGiven, op.sentUs, op.doneUs));
    else {
      const { keyGiven: key, sentUs: earliestUs, doneUs, id } = op;
      facts.push({ key, fromUs: doneUs, toUs: doneUs, earliestUs, how: 'moved', op: id });
    }
  }
  for (const sighting of birth.sightings) facts.push(seen(sighting.key, sighting.t, sighting.t));
  return facts.sort(byMoment);
}

function seen(key: string, fromUs: number, toUs: number): KeyFact {
  return { key, fromUs, toUs, earliestUs: fromUs, how: 'seen', op: null };
}

const byMoment = (a: KeyFact, b: KeyFact): number => a.fromUs - b.fromUs;

export function inOrder(facts: readonly KeyFact[]): KeyFact[] {
  return [...facts].sort(byMoment);
}

/** @param facts in order */
export function timelineOf(index: TrialIndex, birth: Birth, facts: readonly KeyFact[]): KeyTimeline {
  const segments: KeySegment[] = [];
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const fact of facts) {
    const current = segments.at(-1);
    if (current?.key !== fact.key) segments.push(segmentOf(index, birth, fact, current ?? null, lastUs));
    // A move lies between its two lines, and an event after it may lie there too.
    lastUs = fact.how === 'moved' ? (segments.at(-1)?.earliestUs ?? fact.fromUs) : fact.fromUs;
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
    const earliestUs = fact.how === 'moved' ? (moving?.t ?? fact.earliestUs) : fact.fromUs;
    return from(fact.fromUs, earliestUs, { how: fact.how, op: fact.op, event: null });
  }
  if (moving !== undefined && moving.t >= lastUs) {
    return from(moving.t, moving.t, { how: 'moved', op: moving.op, event: null });
  }
  const event = storeEventWithin(index, lastUs, fact.toUs);
  if (event !== undefined) {
    // A move within the event's interval came before what the event brought back.
    const sinceUs = Math.max(event.fromUs, before.sinceUs);
    return from(sinceUs, sinceUs, { how: 'store', op: null, event: event.id });
  }
  return from(fact.fromUs, fact.fromUs, { how: 'seen', op: null, event: null });
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

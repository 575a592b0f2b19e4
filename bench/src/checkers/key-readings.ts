/**
 * Every timeline of keys that the record allows. Usually one; the verdict must be the same in all of them.
 *
 * With a shared store two things may have happened unseen: a `moving` line without `moved` (its node was killed in
 * between) may or may not have moved the session, and an event that sets the store back may have left it under an older
 * key that another jar still holds. Of an external cluster, which has no journals, a sign-in that was not answered may or may
 * not have moved it, too.
 */
import type { OperationRecord } from '../history/records.js';
import type { Birth, BirthLine } from './births.js';
import { keyHeldAt } from './jars.js';
import { inOrder, type KeyFact, type KeySegment, type KeyTimeline, keyFacts, timelineOf } from './live-keys.js';
import { isTotal, storeEventWithin, type TrialIndex } from './trial-index.js';

export function keyTimelines(index: TrialIndex, birth: Birth): KeyTimeline[] {
  const facts = keyFacts(birth, index.inJars);
  const open = unfinishedMove(index, birth, facts);
  const unheard = unheardMove(index, birth, facts);
  const timelines = [timelineOf(index, birth, facts)];
  if (open !== null) timelines.push(timelineOf(index, birth, inOrder([...facts, movedAt(open.t, open.key, open.op)])));
  if (unheard !== null) {
    const moved = movedAt(unheard.sentUs, `what ${unheard.id} gave`, unheard.id);
    timelines.push(timelineOf(index, birth, inOrder([...facts, moved])));
  }
  return timelines.flatMap((timeline) => [timeline, ...broughtBack(index, birth, timeline, facts)]);
}

function movedAt(t: number, key: string, op: number): KeyFact {
  return { key, fromUs: t, toUs: t, earliestUs: t, how: 'moved', op };
}

/**
 * The last sign-in of an external cluster that was not answered: nobody outside knows whether it moved the session, to a key
 * that no jar ever got. Ruled out where the session was found, or moved, afterwards, and where the key was dead by then.
 */
function unheardMove(index: TrialIndex, birth: Birth, facts: readonly KeyFact[]): OperationRecord | null {
  if (!index.undumped) return null;
  const unheard = birth.carried.findLast(
    ({ step, outcome, shopper }) => step === 'signIn' && outcome === 'indeterminate' && shopper === birth.shopper,
  );
  if (unheard === undefined || facts.some(({ fromUs }) => fromUs >= unheard.doneUs)) return null;
  return facts.at(-1)?.key === unheard.keySent ? unheard : null;
}

/** The last move of a shared store that no line finishes and that no later fact confirms or rules out. */
function unfinishedMove(index: TrialIndex, birth: Birth, facts: readonly KeyFact[]): BirthLine | null {
  // A cookie moves when its answer arrives, and not otherwise.
  if (!index.shared || index.inJars) return null;
  const open = birth.lines.findLast(
    (line) =>
      line.k === 'moving' &&
      !birth.lines.some((other) => other.k === 'moved' && other.op === line.op && other.key === line.key),
  );
  if (open === undefined) return null;
  if (facts.some((fact) => fact.key === open.key)) return null;
  const ruledOut = facts.some(
    (fact) =>
      fact.key === open.from && fact.fromUs > open.t && storeEventWithin(index, open.t, fact.toUs) === undefined,
  );
  return ruledOut ? null : open;
}

/** Nothing shows the birth after a set-back of its store, and a jar still held, or later got, an older key of it. */
function broughtBack(index: TrialIndex, birth: Birth, timeline: KeyTimeline, facts: readonly KeyFact[]): KeyTimeline[] {
  const current = timeline.at(-1);
  if (current === undefined || birth.sightings.length > 0) return [];
  const lastSeenUs = Math.max(current.earliestUs, facts.at(-1)?.fromUs ?? current.earliestUs);
  const event = index.storeEvents.find((candidate) => !isTotal(index, candidate) && candidate.toUs >= lastSeenUs);
  if (event === undefined) return [];
  const sinceUs = Math.max(event.fromUs, current.sinceUs);
  const held = (index.jars.get(birth.shopper) ?? []).flatMap((jar) => [
    keyHeldAt(jar, sinceUs),
    ...jar.changes.filter(({ t }) => t >= sinceUs).map(({ key }) => key),
  ]);
  const older = new Set(held.filter((key) => key !== null && key !== current.key && birth.keys.has(key)));
  return [...older].map((key) => {
    const back: KeySegment = {
      key: key ?? current.key,
      sinceUs,
      earliestUs: sinceUs,
      how: 'store',
      op: null,
      event: event.id,
    };
    return [...timeline, back];
  });
}

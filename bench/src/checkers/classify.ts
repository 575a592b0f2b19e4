/**
 * The class of one birth: leaked, else what happened first, else what its items say. Every happening has a moment: an
 * event counts from its start, an answer from its arrival, a log-out from its send; at the same moment the order of
 * {@link ORDER} decides.
 */
import type { OperationRecord } from '../history/records.js';
import { type Afterlife, afterlifeOf } from './afterlife.js';
import type { Birth } from './births.js';
import { logOutOf, receiptOf } from './completed.js';
import { type ExpirySpan, expirySpan } from './expiry.js';
import { judgeItems, lostItemsOf, overwrittenOf } from './items.js';
import type { BirthClass, BirthVerdict, OrphanCause } from './judgement.js';
import { keyTimelines } from './key-readings.js';
import { leakOf } from './leaked.js';
import type { KeyTimeline } from './live-keys.js';
import { absencesOf } from './misrouted.js';
import { letGoOf, orphaningOf, strandingOf } from './orphaned.js';
import { type Fate, fatesOf, isReturnable } from './presence.js';
import type { TrialIndex } from './trial-index.js';

const ORDER = ['completed', 'expired', 'destroyed', 'misrouted', 'orphaned'] as const;

/** Something that ends a birth; expiry has no moment, but a span. */
interface Happening {
  readonly class: (typeof ORDER)[number];
  readonly fromUs: number;
  readonly toUs: number;
  readonly event: number | null;
  readonly cause: OrphanCause | null;
  readonly shownBy: number | null;
}

/** What one reading of the record says. */
export interface Reading {
  readonly class: BirthClass;
  readonly atUs: number | null;
  readonly event: number | null;
  readonly cause: OrphanCause | null;
  readonly shownBy: number | null;
  readonly reason: string | null;
}

export interface ClassifiedBirth {
  readonly birth: Birth;
  /** Null without a known write and without a leak: judged nowhere. */
  readonly verdict: BirthVerdict | null;
  /** The same, a leak apart: what the identities count. */
  readonly base: Reading | null;
  readonly keys: KeyTimeline;
  readonly expiry: ExpirySpan;
  /** First answer that acknowledges its receipt. */
  readonly receipt: OperationRecord | null;
  /** First log-out that was not refused. */
  readonly logOut: OperationRecord | null;
  readonly afterlife: Afterlife;
}

export function classify(index: TrialIndex, birth: Birth): ClassifiedBirth {
  const timelines = keyTimelines(index, birth);
  const keys = timelines[0] ?? [];
  const expiry = expirySpan(index, birth);
  const [receipt, logOut] = [receiptOf(birth), logOutOf(birth)];
  const leak = leakOf(index, birth);
  const all = timelines.flatMap((each) => readings(index, birth, each, { expiry, receipt, logOut }));
  const base = birth.known.length === 0 ? null : unanimous(all, timelines);
  const reading: Reading | null = leak === null ? base : { ...LEAKED, atUs: leak.atUs, shownBy: leak.shownBy };
  return {
    birth,
    base,
    keys,
    expiry,
    receipt,
    logOut,
    afterlife: afterlifeOf(index, birth),
    verdict: reading === null ? null : verdictOf(index, birth, reading),
  };
}

const LEAKED: Reading = { class: 'leaked', atUs: null, event: null, cause: null, shownBy: null, reason: null };

/** One for all: a verdict is kept for every birth. */
const NONE: readonly number[] = [];

function verdictOf(index: TrialIndex, birth: Birth, reading: Reading): BirthVerdict {
  const lost = reading.class === 'destroyed' || reading.class === 'misrouted' || reading.class === 'gone';
  const lostItems = lostItemsOf(birth, reading.class).sort((a, b) => a - b);
  return {
    birth: birth.birth,
    shopper: birth.shopper,
    epoch: birth.epoch,
    class: reading.class,
    cause: reading.cause,
    returnable: lost && isReturnable(birth),
    undetected: false,
    store: birth.store,
    atUs: reading.atUs,
    event: reading.event,
    reason: reading.reason,
    knownItems: birth.known.map((write) => write.item).sort((a, b) => a - b),
    lostItems: lostItems.length === 0 ? NONE : lostItems,
    overwrittenItems: lostItems.length === 0 ? NONE : overwrittenOf(index, birth, reading.class, lostItems),
    shownBy:
      reading.shownBy ??
      (reading.class === 'destroyed' || reading.class === 'gone' ? firstWithoutIt(birth, reading.atUs) : null),
  };
}

/** First answer after the loss that did not know the birth: what the shopper saw. */
function firstWithoutIt(birth: Birth, atUs: number | null): number | null {
  const shows = birth.carried.find(
    (op) => op.speaks && op.birth !== birth.birth && op.shopper === birth.shopper && op.doneUs >= (atUs ?? 0),
  );
  return shows?.id ?? null;
}

/** Every reading that the record allows: one for each fate, two where expiry and another happening may be swapped. */
function readings(
  index: TrialIndex,
  birth: Birth,
  keys: KeyTimeline,
  { expiry, receipt, logOut }: Pick<ClassifiedBirth, 'expiry' | 'receipt' | 'logOut'>,
): Reading[] {
  const absences = absencesOf(index, birth, keys, expiry);
  const letGo = letGoOf(index, birth, keys);
  const orphaning = orphaningOf(index, letGo);
  const others: Happening[] = [];
  if (logOut !== null) others.push(moment('completed', logOut.sentUs, { shownBy: logOut.id }));
  if (absences.misrouted !== null) {
    others.push(moment('misrouted', absences.misrouted.doneUs, { shownBy: absences.misrouted.id }));
  }
  if (orphaning !== null) {
    others.push(moment('orphaned', orphaning.atUs, { cause: orphaning.cause, shownBy: orphaning.op }));
  }
  // A dump that has it knows the key, see presence.ts; without one, what came of it later no longer matters to anybody.
  const stranding = birth.sightings.length > 0 ? null : strandingOf(letGo);
  if (stranding !== null) others.push(moment('destroyed', stranding.sinceUs, { event: stranding.event }));
  return fatesOf(index, birth, keys, expiry, { absences, letGo, logOut }).flatMap((fate) => {
    const ending = endingOf(fate);
    const happenings = ending === null ? others : [...others, ending];
    return decide(index, birth, happenings, fate, receipt);
  });
}

function moment(
  name: Happening['class'],
  atUs: number,
  more: Partial<Pick<Happening, 'event' | 'cause' | 'shownBy'>> = {},
): Happening {
  return { class: name, fromUs: atUs, toUs: atUs, event: null, cause: null, shownBy: null, ...more };
}

function endingOf(fate: Fate): Happening | null {
  switch (fate.kind) {
    case 'taken':
      return moment('destroyed', fate.atUs, { event: fate.event.id });
    case 'vanished':
      return moment('destroyed', fate.atUs);
    case 'expired':
      return { ...moment('expired', fate.earliestUs), toUs: fate.latestUs };
    case 'there':
    case 'ended':
      return null;
  }
}

function decide(
  index: TrialIndex,
  birth: Birth,
  happenings: readonly Happening[],
  fate: Fate,
  receipt: OperationRecord | null,
): Reading[] {
  const undumped = fate.kind === 'there' && fate.sighting === null;
  if (undumped && index.without.has('without-dump')) return [undecided(unlisted(index))];
  const firsts = firstOf(index, happenings);
  if (receipt !== null) {
    const misroutedBefore = firsts.every((first) => first.class === 'misrouted' && first.fromUs < receipt.doneUs);
    const takenBefore = index.without.has('receipt-whenever') && firsts.some((first) => first.class === 'destroyed');
    if ((firsts.length === 0 || !misroutedBefore) && !takenBefore) {
      return [{ ...LEAKED, class: 'completed', atUs: receipt.doneUs, shownBy: receipt.id }];
    }
  }
  if (firsts.length > 0) return firsts.map((first) => readingOf(index, first));
  if (fate.kind !== 'there') return [undecided('the record cannot tell which came first')];
  if (fate.sighting === null) return [undecided(unlisted(index))];
  const items = judgeItems(index, birth, fate.sighting);
  return [{ ...LEAKED, ...items }];
}

/** Why nobody knows whether it is still there. */
function unlisted({ undumped }: TrialIndex): string {
  return undumped ? 'no final read told whether it was still there' : 'its store could not be dumped';
}

function readingOf({ undumped }: TrialIndex, happening: Happening): Reading {
  const { event, cause, shownBy } = happening;
  const isLost = happening.class === 'destroyed' || happening.class === 'misrouted';
  return {
    class: undumped && isLost ? 'gone' : happening.class,
    atUs: happening.fromUs,
    event,
    cause,
    shownBy,
    reason: null,
  };
}

function undecided(reason: string): Reading {
  return { ...LEAKED, class: 'unknown', reason };
}

/** What can have come first: one happening, or a second one where the span of an expiry reaches across it. */
function firstOf(index: TrialIndex, happenings: readonly Happening[]): Happening[] {
  const rank = (happening: Happening) => ORDER.indexOf(happening.class);
  const sorted = index.without.has('first-happening')
    ? [...happenings].sort((a, b) => rank(a) - rank(b))
    : [...happenings].sort((a, b) => a.fromUs - b.fromUs || rank(a) - rank(b));
  const first = sorted[0];
  if (first === undefined) return [];
  if (first.class !== 'expired') return [first];
  const rival = sorted.find((other) => other !== first && other.fromUs <= first.toUs);
  return rival === undefined ? [first] : [first, rival];
}

/** The verdict on which all readings agree; the earliest moment stands for it. */
function unanimous(all: readonly Reading[], timelines: readonly KeyTimeline[]): Reading {
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const [first, ...rest] = [...all].sort((a, b) => (a.atUs ?? 0) - (b.atUs ?? 0));
  if (first === undefined) return undecided('nothing is recorded of it');
  if (rest.every((reading) => reading.class === first.class)) return first;
  return undecided(whyUndecided(all, timelines));
}

function whyUndecided(all: readonly Reading[], timelines: readonly KeyTimeline[]): string {
  if (all.some((reading) => reading.class === 'expired')) return 'may have expired';
  const undumped = all.find((reading) => reading.class === 'unknown' && reading.reason !== null);
  if (undumped?.reason != null) return undumped.reason;
  const setBack = timelines.some((keys) => keys.at(-1)?.how === 'store');
  if (timelines.length > 1 && !setBack) return 'its last move may or may not have happened';
  return 'several things may have happened to its store, and the record cannot tell which came first';
}

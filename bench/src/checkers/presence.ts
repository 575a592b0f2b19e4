/**
 * What can have become of a session in its store: the fates that the record allows. Usually one; more where the record
 * cannot tell, and then the verdict stands only if it is the same for all of them.
 */
import type { EventRecord, OperationRecord } from '../history/records.js';
import type { Birth, DumpSighting } from './births.js';
import { mayHaveEnded } from './completed.js';
import type { ExpirySpan } from './expiry.js';
import { keyHeldAt, lastHeldOf } from './jars.js';
import type { KeyTimeline } from './live-keys.js';
import type { Absences } from './misrouted.js';
import type { Step } from './orphaned.js';
import { isTotal, type TrialIndex } from './trial-index.js';

export type Fate =
  /** A dump has it; `sighting` is null where its store was not dumped. */
  | { readonly kind: 'there'; readonly sighting: DumpSighting | null }
  /** An event took it, or left it where nobody can reach it. */
  | { readonly kind: 'taken'; readonly atUs: number; readonly event: EventRecord }
  /** Its time ran out, somewhere between the two moments. */
  | { readonly kind: 'expired'; readonly earliestUs: number; readonly latestUs: number }
  /** The log-out removed it. */
  | { readonly kind: 'ended' }
  /** Gone, and nothing in the record explains it; from the answer that missed it, else the dump. */
  | { readonly kind: 'vanished'; readonly atUs: number };

/** An event that can have taken it; `certain`: what it had before, it has no longer. */
interface Blow {
  readonly atUs: number;
  readonly event: EventRecord;
  readonly certain: boolean;
}

/** How its shopper came to be without it. */
interface Leaving {
  readonly absences: Absences;
  /** The change from which on no jar holds its key. */
  readonly letGo: Step | null;
  readonly logOut: OperationRecord | null;
}

export function fatesOf(
  index: TrialIndex,
  birth: Birth,
  keys: KeyTimeline,
  expiry: ExpirySpan,
  { absences, letGo, logOut }: Leaving,
): Fate[] {
  const sighting = birth.sightings.find(({ store }) => store === birth.store) ?? birth.sightings[0];
  if (sighting !== undefined) return [sightedFate(index, birth, keys, sighting, letGo)];
  const missedUs = absences.missed?.doneUs;
  const blows = blowsOn(index, birth, missedUs ?? index.endUs);
  const certain = blows.findIndex((blow) => blow.certain);
  const dump = birth.store === null ? undefined : index.dumps.get(birth.store);
  const dumpedUs = dump?.sessions == null ? undefined : dump.t;
  // A birth is judged as of the dump, even where that failed.
  const observedUs = dump?.t ?? index.endUs;
  // What surely took it came before the answer that missed it: what would have happened in between did not.
  const goneUs = (certain < 0 ? undefined : blows[certain]?.atUs) ?? missedUs ?? dumpedUs;
  const explanations = explanationsOf(index, birth, expiry, goneUs ?? observedUs, {
    logOut,
    blows: certain < 0 ? blows : blows.slice(0, certain + 1),
    expiryAtDump: index.without.has('expiry-at-loss') ? dumpedUs : undefined,
  });
  if (goneUs === undefined) {
    const surelyExpired = expiry.latestUs < observedUs;
    return surelyExpired ? explanations : [{ kind: 'there', sighting: null }, ...explanations];
  }
  if (explanations.length > 0) return explanations;
  return [{ kind: 'vanished', atUs: Math.min(goneUs, moverDiedUs(index, birth, keys)) }];
}

/**
 * A move that its node's death cut short: nobody but that node ever knew the new key, so that what is not under it was gone
 * when the node was. Infinity where the last move was finished, or its node lives.
 */
function moverDiedUs(index: TrialIndex, birth: Birth, keys: KeyTimeline): number {
  const last = keys.at(-1);
  const moving = birth.lines.findLast((line) => line.k === 'moving' && line.key === last?.key && line.op === last.op);
  if (last?.how !== 'moved' || moving === undefined || birth.carried.some(({ keySent }) => keySent === last.key)) {
    return Number.POSITIVE_INFINITY;
  }
  const finished = birth.lines.some((line) => line.k === 'moved' && line.op === moving.op && line.key === moving.key);
  const death = index.trial.events.find(
    ({ what, subject, toUs }) =>
      (what === 'node-killed' || what === 'node-exited') && subject === moving.incarnation && toUs >= moving.t,
  );
  return finished || death === undefined ? Number.POSITIVE_INFINITY : Math.max(death.fromUs, moving.t);
}

function explanationsOf(
  index: TrialIndex,
  birth: Birth,
  expiry: ExpirySpan,
  goneUs: number,
  known: {
    readonly blows: readonly Blow[];
    readonly expiryAtDump: number | undefined;
    readonly logOut: OperationRecord | null;
  },
): Fate[] {
  if (known.expiryAtDump !== undefined && expiry.latestUs < known.expiryAtDump) {
    return [{ kind: 'expired', ...expiry }];
  }
  const fates: Fate[] = known.blows
    .filter((blow) => blow.atUs <= goneUs && blow.atUs <= expiry.latestUs)
    .map((blow) => ({ kind: 'taken', atUs: blow.atUs, event: blow.event }));
  if (expiry.earliestUs <= goneUs) {
    fates.push({ kind: 'expired', earliestUs: expiry.earliestUs, latestUs: Math.min(expiry.latestUs, goneUs) });
  }
  const { logOut } = known;
  const ended = logOut !== null && logOut.sentUs <= goneUs && mayHaveEnded(birth, logOut);
  if (ended && index.shared) fates.push({ kind: 'ended' });
  return fates;
}

/**
 * A dump counts under a key that a jar of its shopper holds or last held. Under another one it was moved (its answer was
 * lost: the shopper let go, see orphaned.ts), or a store event brought an older key back, and nobody can reach it: no
 * jar held that key then or later, or it went on to a newer one.
 */
function sightedFate(
  index: TrialIndex,
  birth: Birth,
  keys: KeyTimeline,
  sighting: DumpSighting,
  step: Step | null,
): Fate {
  const there: Fate = { kind: 'there', sighting };
  const segment = step !== null && 'segment' in step ? step.segment : keys.at(-1);
  if (segment?.how !== 'store' || index.without.has('reachable-key')) return there;
  const reached = (index.jars.get(birth.shopper) ?? []).some(
    (jar) =>
      lastHeldOf(jar, birth.keys) === sighting.key &&
      (keyHeldAt(jar, segment.sinceUs) === sighting.key ||
        jar.changes.some(({ t, key }) => t >= segment.sinceUs && key === sighting.key)),
  );
  if (reached) return there;
  const event = index.storeEvents.find((candidate) => candidate.id === segment.event);
  return event === undefined ? there : { kind: 'taken', atUs: event.fromUs, event };
}

/** Lossy events after the last proof of the birth and not after `untilUs`, in order. */
function blowsOn(index: TrialIndex, birth: Birth, untilUs: number): Blow[] {
  const death = birth.store === null ? undefined : index.deaths.get(birth.store);
  if (death !== undefined) {
    return death.fromUs <= untilUs ? [{ atUs: death.fromUs, event: death.event, certain: true }] : [];
  }
  const provenUs = lastProofUs(birth);
  return index.storeEvents
    .filter((event) => event.fromUs <= untilUs)
    .map((event) => ({ atUs: event.fromUs, event, certain: isTotal(index, event) && birth.createdUs < event.fromUs }))
    .filter((blow) => blow.certain || blow.event.toUs >= provenUs);
}

/** Not before this the birth was still there. */
function lastProofUs(birth: Birth): number {
  const proofs = [
    ...birth.answers.map((op) => op.sentUs),
    ...birth.lines.filter((line) => line.k !== 'moving').map((line) => line.notBeforeUs),
  ];
  return proofs.reduce((latest, t) => Math.max(latest, t), Number.NEGATIVE_INFINITY);
}

/** Within reach at the end: a final read of its shopper found it. */
export function isReturnable(birth: Birth): boolean {
  return birth.answers.some((op) => op.origin === 'final' && op.shopper === birth.shopper);
}

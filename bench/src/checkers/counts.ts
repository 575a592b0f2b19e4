/** Sums over the verdicts: sessions by class, writes known and lost. */
import type { Afterlife } from './afterlife.js';
import { isHandOffRefused } from './claims.js';
import type { ClassifiedBirth } from './classify.js';
import type { BirthClass, BirthVerdict, OrphanCause, SessionCounts, WriteCounts } from './judgement.js';
import { isAtRisk, riskyEvents } from './risk.js';
import type { TrialIndex } from './trial-index.js';

export function sessionCounts(
  index: TrialIndex,
  births: readonly ClassifiedBirth[],
  verdicts: readonly BirthVerdict[],
): SessionCounts {
  const of = (name: BirthClass) => verdicts.filter((verdict) => verdict.class === name).length;
  const orphaned = (cause: OrphanCause) => verdicts.filter((verdict) => verdict.cause === cause).length;
  const living = (name: keyof Afterlife) => births.filter(({ afterlife }) => afterlife[name]).length;
  const named = births.filter(({ birth }) => birth.answers.length > 0);
  const cutOff = new Set(index.trial.skips.filter(({ reason }) => reason === 'cut-off').map(({ shopper }) => shopper));
  return {
    started: named.length,
    atRisk: atRiskCount(index, births),
    lost: of('destroyed') + of('misrouted') + of('gone'),
    destroyed: of('destroyed'),
    misrouted: of('misrouted'),
    gone: of('gone'),
    returnable: verdicts.filter((verdict) => verdict.returnable).length,
    undetected: verdicts.filter((verdict) => verdict.undetected).length,
    stale: of('stale'),
    lostUpdate: of('lostUpdate'),
    leaked: of('leaked'),
    revived: living('revived'),
    overstayed: living('overstayed'),
    doubled: living('doubled'),
    orphaned: {
      neverArrived: orphaned('neverArrived'),
      overwritten: orphaned('overwritten'),
      dropped: orphaned('dropped'),
    },
    expired: of('expired'),
    unknown: of('unknown'),
    completed: of('completed'),
    intact: of('intact'),
    cutOff: cutOff.size,
    handoffFailed: index.trial.operations.filter((op) => isHandOffRefused(index, op)).length,
    indeterminateBirth: births.length - named.length,
  };
}

/**
 * Births at risk at a scripted event, or lost at any time; without a scripted event all that have a known write, since
 * each could have been lost.
 */
function atRiskCount(index: TrialIndex, births: readonly ClassifiedBirth[]): number {
  const events = riskyEvents(index);
  if (events.length === 0) return births.filter(({ base }) => base !== null).length;
  const lost = ({ base }: ClassifiedBirth) => base?.class === 'destroyed' || base?.class === 'misrouted';
  return births.filter((birth) => lost(birth) || events.some((event) => isAtRisk(birth, event))).length;
}

export function writeCounts(
  index: TrialIndex,
  births: readonly ClassifiedBirth[],
  verdicts: readonly BirthVerdict[],
): WriteCounts {
  const unanswered = index.trial.operations.filter((op) => op.item !== null && op.outcome === 'indeterminate');
  const all = unanswered.length === 0 ? [] : births;
  const known = new Set(all.flatMap(({ birth }) => birth.known.map((write) => write.item)));
  return {
    known: births.reduce((sum, { birth }) => sum + birth.known.length, 0),
    lost: verdicts.reduce((sum, verdict) => sum + verdict.lostItems.length, 0),
    overwritten: verdicts.reduce((sum, verdict) => sum + verdict.overwrittenItems.length, 0),
    sessions: verdicts.filter((verdict) => verdict.lostItems.length > 0).length,
    indeterminate: new Set(unanswered.map((op) => op.item).filter((item) => item !== null && !known.has(item))).size,
  };
}

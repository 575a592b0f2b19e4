/** Whether a verdict that is not the truth is one of the cases that no record can decide, and says which. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import type { BirthClass, BirthVerdict } from '../checkers/judgement.js';
import type { EventRecord } from '../history/records.js';
import type { TrialInMemory } from '../history/trial.js';
import type { Simulation } from './simulate.js';
import type { TrueBirth } from './truth.js';
import { CLIENT_TIMEOUT_US } from './wire.js';

export interface Circumstances {
  readonly trial: TrialInMemory;
  readonly undumped: ReadonlySet<string>;
  readonly lossyEvents: readonly EventRecord[];
  /** Births with a `moving` line that no `moved` line follows. */
  readonly unfinishedMoves: ReadonlySet<string>;
  /** The dumps were taken: what happens later is nobody's loss. */
  readonly observedUs: number;
}

export function circumstancesOf({ trial, undumped }: Simulation): Circumstances {
  return {
    trial,
    undumped,
    lossyEvents: trial.events.filter(({ loses }) => loses.includes('redis')),
    unfinishedMoves: new Set(trial.journals.flatMap(({ entries }) => unfinishedIn(entries))),
    observedUs: Math.max(...trial.dumps.map(({ t }) => t), ...trial.operations.map(({ sentUs }) => sentUs), 0),
  };
}

function unfinishedIn(entries: readonly JournalEntry[]): string[] {
  const moved = new Set(entries.flatMap((entry) => (entry.k === 'moved' ? [entry.op] : [])));
  return entries.flatMap((entry) => (entry.k === 'moving' && !moved.has(entry.op) ? [entry.birth] : []));
}

export function isHonest(real: TrueBirth, { class: said, reason }: BirthVerdict, around: Circumstances): boolean {
  if (said === 'stale') {
    return reason === 'stale, or overwritten' && real.class === 'lostUpdate' && wasHit(real, around);
  }
  if (said !== 'unknown') return false;
  switch (reason) {
    case 'its store could not be dumped':
      return around.undumped.has(real.store) && real.goneUs > around.observedUs && needsDump(real, around);
    case 'may have expired':
      // Under the one key it expired; under the other, its shopper had let go of it.
      if (around.unfinishedMoves.has(real.birth)) return true;
      return mayHaveExpired(real, around);
    case 'its last move may or may not have happened':
      return around.unfinishedMoves.has(real.birth);
    default:
      return isTangled(real, around);
  }
}

/** A lossy event of the shared store, since the operation that created it was sent at the latest. */
function wasHit(real: TrueBirth, { lossyEvents }: Circumstances): boolean {
  return real.store === 'redis' && lossyEvents.some(({ toUs }) => toUs >= real.bornUs - CLIENT_TIMEOUT_US);
}

/**
 * Only a dump could tell that it is there, and with what. A loss that no answer shows, and the key of another jar under
 * which it may be since, take a store that was set back.
 */
function needsDump(real: TrueBirth, around: Circumstances): boolean {
  if (real.class === 'destroyed' || real.class === 'orphaned') return wasHit(real, around);
  return SHOWN_BY_DUMP.has(real.class);
}

const SHOWN_BY_DUMP: ReadonlySet<BirthClass> = new Set(['intact', 'stale', 'lostUpdate']);

/**
 * Something else happened, or the dump was taken, while its time may have run out; or a store event may have spared it,
 * and its time ran out before anybody missed it.
 */
function mayHaveExpired(real: TrueBirth, around: Circumstances): boolean {
  const fromUs = real.expiresUs - CLIENT_TIMEOUT_US;
  const toUs = Math.max(real.expiresUs + CLIENT_TIMEOUT_US, lastPossibleTouchUs(real, around) + ttlUsOf(around));
  const rivals = [...real.momentsUs, around.observedUs];
  if (rivals.some((atUs) => atUs >= fromUs && atUs <= toUs)) return true;
  return wasHit(real, around) && fromUs <= Math.min(real.goneUs, around.observedUs);
}

function ttlUsOf({ trial }: Circumstances): number {
  return trial.header.scenario.cluster.idleTtlMs * 1000;
}

/** An operation that nobody spoke for may have touched it, as late as a time-out or what froze it allows. */
function lastPossibleTouchUs({ shopper }: TrueBirth, { trial }: Circumstances): number {
  const silent = trial.operations.filter((op) => op.shopper === shopper && !op.speaks && op.origin !== 'final');
  return Math.max(...silent.map(({ doneUs }) => doneUs)) + LATE_US;
}

/** Longest freeze, and the time-outs that follow it. */
const LATE_US = 500_000 + CLIENT_TIMEOUT_US + 50_000;

/** A store event after the last answer with it, and a shopper who let go of it or has an older key of it. */
function isTangled(real: TrueBirth, { trial, lossyEvents }: Circumstances): boolean {
  if (real.store !== 'redis' || !['destroyed', 'orphaned'].includes(real.class)) return false;
  const named = trial.operations.filter((op) => op.speaks && op.birth === real.birth);
  const lastUs = Math.max(...named.map(({ sentUs }) => sentUs));
  const letGo = real.keys > 1 || real.class === 'orphaned' || real.momentsUs.length > 1;
  return letGo && lossyEvents.some(({ toUs }) => toUs >= lastUs);
}

/**
 * When a birth expired, if nothing ended it before: its idle time counts from the last touch, and a touch lies
 * somewhere between the send of an operation and the last moment at which it can have run.
 */
import type { OperationRecord } from '../history/records.js';
import type { Birth } from './births.js';
import { neverLeft } from './disturbances.js';
import type { TrialIndex } from './trial-index.js';

export interface ExpirySpan {
  /** Send of the last answered touch + TTL: before this it must be there. */
  readonly earliestUs: number;
  /** Last possible touch + TTL: after this it is surely gone. */
  readonly latestUs: number;
}

export function expirySpan(index: TrialIndex, birth: Birth): ExpirySpan {
  let surelyUs = Number.NEGATIVE_INFINITY;
  let possiblyUs = Number.NEGATIVE_INFINITY;
  for (const op of birth.answers) {
    surelyUs = Math.max(surelyUs, op.sentUs);
    possiblyUs = Math.max(possiblyUs, op.doneUs);
  }
  for (const line of birth.lines) {
    surelyUs = Math.max(surelyUs, line.notBeforeUs);
    possiblyUs = Math.max(possiblyUs, line.t);
  }
  const deadUs = deadSinceUs(index, birth);
  for (const op of unansweredTouches(index, birth, deadUs)) {
    possiblyUs = Math.max(possiblyUs, Math.min(latestRunUs(index, op), deadUs));
  }
  return { earliestUs: surelyUs + index.ttlUs, latestUs: possiblyUs + index.ttlUs };
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
  const touches = [...birth.carried, ...(index.claims.get(birth.shopper) ?? [])];
  return touches.filter((op) => op.origin !== 'final' && op.sentUs <= deadUs && mayHaveRun(op));
}

/** No handler spoke, and nothing proves that none ran. A balancer's 503 was sent to no node; its 502 and 504 were. */
export function mayHaveRun(op: OperationRecord): boolean {
  if (op.speaks) return false;
  if (op.outcome === 'indeterminate') return true;
  if (op.balancerMade) return op.status !== 503;
  return op.error !== null && !neverLeft(op);
}

/**
 * An unanswered operation may run until the resume of what was frozen plus the time-outs; from its `op` line in a
 * journal on, only the time-outs of the store remain, unless the node was frozen again.
 */
export function latestRunUs(index: TrialIndex, op: OperationRecord): number {
  let untilUs = Math.max(op.doneUs, index.reachedUs.get(op.id) ?? op.doneUs) + index.slackUs;
  for (const pause of index.pauses) {
    if (pause.fromUs <= untilUs && pause.toUs >= op.sentUs) untilUs = Math.max(untilUs, pause.toUs + index.slackUs);
  }
  return untilUs;
}

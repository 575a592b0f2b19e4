/** Hand-offs against theory: a code is known to the node that gave it, or to all, or there is none to give. */
import type { OperationRecord } from '../history/records.js';
import { about, exactly, WHOLE_TRIAL } from './expected.js';
import type { Prediction } from './judgement.js';
import { nodesAt } from './rotation.js';
import { storeEventWithin, type TrialIndex } from './trial-index.js';

/**
 * A session that could not be handed off: a claim that a node refused, or, where sessions are in their cookies, a code
 * that no node could give. The balancer's answers are no node's.
 */
export function isHandOffRefused(index: TrialIndex, op: OperationRecord): boolean {
  if (op.outcome !== 'fail' || op.status !== 404 || op.balancerMade) return false;
  return op.step === 'claim' || ((index.inJars || index.undumped) && op.step === 'handOff' && op.birth !== null);
}

/** Null without an answered claim, and for an external cluster, of which nobody knows what it does. A claim whose code died with its node or its store is left out: it tells nothing of the routing. */
export function claimPrediction(index: TrialIndex): Prediction | null {
  if (index.undumped) return null;
  if (index.inJars) return cookiePrediction(index);
  const claims = [...index.claims.values()].flat().filter((claim) => isAnswered(claim) && codeLived(index, claim));
  if (claims.length === 0) return null;
  const refused = claims.filter((claim) => claim.outcome === 'fail').length;
  const head = { event: WHOLE_TRIAL, title: 'hand-offs', metric: 'handoffFailed' as const };
  if (index.shared) {
    return exactly({ ...head, basis: 'every node knows every code' }, refused, claims.length, 0);
  }
  const share = claims.reduce((sum, claim) => sum + 1 - 1 / nodesAt(index, claim.sentUs), 0) / claims.length;
  const basis = 'the laptop meets the node that knows the code with 1/n';
  return about({ ...head, basis }, refused, claims.length, share);
}

/** Whoever asks for a code is told that there is none. */
function cookiePrediction(index: TrialIndex): Prediction | null {
  const asked = index.trial.operations.filter((op) => op.step === 'handOff' && op.speaks && op.birth !== null);
  if (asked.length === 0) return null;
  const refused = asked.filter((op) => isHandOffRefused(index, op)).length;
  const basis = 'a cookie is in one browser, and no node has a copy to give';
  return exactly(
    { event: WHOLE_TRIAL, title: 'hand-offs', metric: 'handoffFailed', basis },
    refused,
    asked.length,
    asked.length,
  );
}

function isAnswered(claim: OperationRecord): boolean {
  if (claim.balancerMade) return false;
  return claim.outcome === 'ok' || (claim.outcome === 'fail' && claim.status === 404);
}

function codeLived(index: TrialIndex, claim: OperationRecord): boolean {
  const asked = index.handOffs.get(claim.shopper)?.findLast((op) => op.outcome === 'ok' && op.doneUs <= claim.sentUs);
  // A shared store keeps codes beside the sessions, and loses them with these.
  if (asked !== undefined && storeEventWithin(index, asked.sentUs, claim.doneUs) !== undefined) return false;
  const death = asked?.node == null ? undefined : index.deaths.get(asked.node);
  return death === undefined || death.fromUs > claim.doneUs;
}

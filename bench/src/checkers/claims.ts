/** Hand-offs against theory: a code is known to the node that gave it, or to all. */
import type { OperationRecord } from '../history/records.js';
import { about, exactly, WHOLE_TRIAL } from './expected.js';
import type { Prediction } from './judgement.js';
import { nodesAt } from './rotation.js';
import type { TrialIndex } from './trial-index.js';

/** Null without an answered claim. A claim whose code died with its node is left out: it tells nothing of the routing. */
export function claimPrediction(index: TrialIndex): Prediction | null {
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

function isAnswered(claim: OperationRecord): boolean {
  if (claim.balancerMade) return false;
  return claim.outcome === 'ok' || (claim.outcome === 'fail' && claim.status === 404);
}

function codeLived(index: TrialIndex, claim: OperationRecord): boolean {
  const asked = index.trial.operations.findLast(
    (op) => op.shopper === claim.shopper && op.step === 'handOff' && op.outcome === 'ok' && op.doneUs <= claim.sentUs,
  );
  const death = asked?.node == null ? undefined : index.deaths.get(asked.node);
  return death === undefined || death.fromUs > claim.doneUs;
}

/** What the history keeps of an operation: how it was sent, and what came back. Pure. */
import type { Step } from '@session-lab/checkout/protocol';
import type { OperationRecord, SkipRecord } from '../history/records.js';
import type { PlannedOperation } from '../plan/plan.js';
import { receiptIn } from './body.js';
import type { Heard } from './device.js';
import { outcomeOfAnswer, outcomeOfError, type TransportError } from './outcome.js';

/** An operation on its way: what the history keeps of it before anything came back. */
export type SentOperation = Omit<OperationRecord, 'kind' | 'doneUs' | 'keyGiven' | keyof CameBack>;

/** @param keyGiven what the answer's cookies did to the jar; null for a read that keeps nothing */
export function operationRecord(
  sent: SentOperation,
  heard: Heard | TransportError,
  doneUs: number,
  keyGiven: string | null,
): OperationRecord {
  return { kind: 'op', ...sent, doneUs, keyGiven, ...cameBack(sent.step, heard) };
}

type CameBack = Pick<
  OperationRecord,
  'outcome' | 'status' | 'error' | 'balancerMade' | 'node' | 'speaks' | 'birth' | 'items' | 'receipt'
>;

function cameBack(step: Step, heard: Heard | TransportError): CameBack {
  if (typeof heard === 'string') {
    const silence = {
      status: null,
      balancerMade: false,
      node: null,
      speaks: false,
      birth: null,
      items: '',
      receipt: false,
    };
    return { outcome: outcomeOfError(heard), error: heard, ...silence };
  }
  const { status, balancerMade, node, speaks, birth, items } = heard;
  const outcome = outcomeOfAnswer(step, status, heard.provedNoEffect, balancerMade);
  const receipt = outcome === 'ok' && (step === 'pay' || step === 'receipt') && receiptIn(heard.body);
  return { outcome, error: null, status, balancerMade, node, speaks, birth, items, receipt };
}

/** @param intendedUs planned start of the operation that was not sent */
export function skipRecord(
  t: number,
  shopper: number,
  origin: SkipRecord['origin'],
  operation: PlannedOperation,
  intendedUs: number,
  reason: SkipRecord['reason'],
): SkipRecord {
  return { kind: 'skip', t, id: operation.id, origin, shopper, step: operation.step, intendedUs, reason };
}

/** What the history keeps of an operation: how it was sent, and what came back. Pure. */
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
  const { status, balancerMade, node, speaks, birth, items } = typeof heard === 'string' ? SILENCE : heard;
  const outcome =
    typeof heard === 'string'
      ? outcomeOfError(heard)
      : outcomeOfAnswer(sent.step, heard.status, heard.provedNoEffect, balancerMade);
  const mayHaveReceipt = outcome === 'ok' && (sent.step === 'pay' || sent.step === 'receipt');
  // Field by field, in the order of the history's lines: this is the hot path, and a spread costs more than all the rest.
  return {
    kind: 'op',
    id: sent.id,
    origin: sent.origin,
    shopper: sent.shopper,
    lane: sent.lane,
    jar: sent.jar,
    epoch: sent.epoch,
    step: sent.step,
    item: sent.item,
    retryOf: sent.retryOf,
    intendedUs: sent.intendedUs,
    readyUs: sent.readyUs,
    sentUs: sent.sentUs,
    keySent: sent.keySent,
    doneUs,
    keyGiven,
    outcome,
    error: typeof heard === 'string' ? heard : null,
    status,
    balancerMade,
    node,
    speaks,
    birth,
    items,
    receipt: mayHaveReceipt && typeof heard !== 'string' && receiptIn(heard.body),
  };
}

type CameBack = Pick<
  OperationRecord,
  'outcome' | 'status' | 'error' | 'balancerMade' | 'node' | 'speaks' | 'birth' | 'items' | 'receipt'
>;

const SILENCE = {
  status: null,
  balancerMade: false,
  node: null,
  speaks: false,
  birth: null,
  items: '',
} as const;

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

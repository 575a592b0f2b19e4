/** Trials that are nothing but operations and their times: for tests of latency, to which sessions do not matter. */
import { headerOf } from '../checkers/builders.js';
import type { EndRecord, OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';

/** Of a trial that came to its end. */
export const END: EndRecord = {
  kind: 'end',
  t: 60_000_000,
  interrupted: false,
  quiet: true,
  generator: null,
  balancer: null,
  redis: null,
  nodes: {},
};

/** Planned, sent at once and ok unless told otherwise, by a shopper of its own. */
export function operationOf(
  told: Pick<OperationRecord, 'id' | 'intendedUs' | 'doneUs'> & Partial<OperationRecord>,
): OperationRecord {
  return {
    kind: 'op',
    origin: 'planned',
    shopper: told.id,
    lane: 0,
    jar: 0,
    epoch: 0,
    step: 'browse',
    item: null,
    retryOf: null,
    readyUs: told.intendedUs,
    sentUs: told.readyUs ?? told.intendedUs,
    keySent: null,
    keyGiven: null,
    outcome: 'ok',
    status: 200,
    error: null,
    balancerMade: false,
    node: null,
    speaks: false,
    birth: null,
    items: '',
    receipt: false,
    ...told,
  };
}

export function trialWith(told: Partial<TrialRecord>): TrialRecord {
  const header = headerOf({});
  const nothing = {
    operations: [],
    jars: [],
    skips: [],
    events: [],
    samples: [],
    journals: [],
    dumps: [],
    ledger: null,
  };
  return { header, ...nothing, end: END, ...told };
}

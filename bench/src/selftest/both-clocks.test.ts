/** What a history may not say of a server that kept its own record. */
import { describe, expect, it } from 'vitest';
import type { OperationRecord } from '../history/records.js';
import type { Plan } from '../plan/plan.js';
import { inOrder, quickestWay, responseByServer } from './both-clocks.js';
import type { Evidence } from './experiment.js';

const LOAD_START_US = 1_000_000;
const plan: Plan = {
  operations: 1,
  hash: '',
  shoppers: [
    {
      shopper: 0,
      arrivalUs: 100,
      restart: null,
      lanes: [[{ id: 7, step: 'browse', jar: 0, item: null, offsetUs: 20, retryAfterUs: 0 }]],
    },
  ],
};
const INTENDED_US = LOAD_START_US + 120;
const honest = {
  id: 7,
  origin: 'planned',
  intendedUs: INTENDED_US,
  readyUs: INTENDED_US,
  sentUs: INTENDED_US + 30,
  doneUs: INTENDED_US + 600,
} as OperationRecord;

function evidence(operation: Partial<OperationRecord>): Evidence {
  const answer = {
    operation: 7,
    arrivedUs: INTENDED_US + 50,
    leavingUs: INTENDED_US + 550,
    leftUs: INTENDED_US + 610,
  };
  return {
    trial: { header: { loadStartUs: LOAD_START_US }, operations: [{ ...honest, ...operation }] },
    witness: { held: [answer] },
  } as unknown as Evidence;
}

describe('an operation between the clocks of client and server', () => {
  it('is in order although the server says later than the client that the answer had left', () => {
    expect(inOrder(plan, evidence({})).verdict).toBe('ok');
  });

  it.each([
    ['sent after it arrived', { sentUs: INTENDED_US + 51 }],
    ['done before it was answered', { doneUs: INTENDED_US + 549 }],
    ['sent before it was ready', { readyUs: INTENDED_US + 31 }],
    ['of another intended start than the plan has', { intendedUs: INTENDED_US + 1, readyUs: INTENDED_US + 1 }],
    ['of which the server does not know', { id: 8 }],
    ['that was not planned', { origin: 'retry' as const }],
  ])('is out of order when it is %s', (_what, lie) => {
    expect(inOrder(plan, evidence(lie))).toMatchObject({ verdict: 'wrong', note: 'missing: 7; not wanted: none' });
  });

  it('was on the way for what the server did not take', () => {
    expect(quickestWay(evidence({}))).toMatchObject({ verdict: 'ok', measured: '0.07 ms' });
    expect(quickestWay(evidence({ doneUs: INTENDED_US + 1600 }))).toMatchObject({
      verdict: 'wrong',
      measured: '1.07 ms',
    });
    expect(quickestWay(evidence({ id: 8 }))).toMatchObject({ verdict: 'wrong', measured: '–' });
  });

  it('took, by the server, from the start of the plan to the leaving of the answer', () => {
    expect(responseByServer(plan, evidence({ sentUs: 0, doneUs: 0 }))(0.99)).toBe(0.55);
  });
});

/**
 * The history held against the record of the known server. Both read the same clock, so what they say of one operation has
 * an order that no busy machine can change: planned, ready, sent, arrived, answered, done. A load generator that stamps a
 * send too late, an answer too early, or moves an intended start to where it suits cannot keep to it. Pure.
 */
import type { OperationRecord } from '../history/records.js';
import type { Plan } from '../plan/plan.js';
import type { Evidence } from './experiment.js';
import { startsOf } from './planned.js';
import { atMost, type Truth, theSame } from './truth.js';
import { type HeldAnswer, quantileOf } from './witness.js';

/** Intended starts by the plan alone, by operation id: monotonic microseconds. */
export function intendedUsOf(plan: Plan, loadStartUs: number): ReadonlyMap<number, number> {
  return new Map(startsOf(plan).map(({ id, intendedUs }) => [id, loadStartUs + intendedUs]));
}

/** The planned operations that keep to the order: all of them, by their ids. */
export function inOrder(plan: Plan, { trial, witness }: Evidence): Truth {
  const intended = intendedUsOf(plan, trial.header.loadStartUs);
  const held = new Map(witness.held.map((answer) => [answer.operation, answer]));
  const found: number[] = [];
  for (const op of trial.operations) {
    if (op.origin === 'planned' && isInOrder(op, intended.get(op.id), held.get(op.id))) found.push(op.id);
  }
  return theSame("sent and done in order, by the server's clock", [...intended.keys()], found);
}

function isInOrder(
  { intendedUs, readyUs, sentUs, doneUs }: OperationRecord,
  plannedUs: number | undefined,
  server: HeldAnswer | undefined,
): boolean {
  if (server === undefined || intendedUs !== plannedUs) return false;
  return intendedUs <= readyUs && readyUs <= sentUs && sentUs <= server.arrivedUs && server.leavingUs <= doneUs;
}

const QUICKEST_SHARE = 0.01;
/** Four times what it takes two busy cores. */
const MOST_ON_THE_WAY_MS = 1;

/**
 * What the service time has beside what the server took, of the quickest operations: on a busy machine, too, some get through
 * at once. A load generator that stamps every send too early, or every answer too late, has none.
 */
export function quickestWay({ trial, witness }: Evidence): Truth {
  const held = new Map(witness.held.map((answer) => [answer.operation, answer]));
  const waysUs = [...trial.operations]
    .flatMap(({ id, sentUs, doneUs }) => {
      const server = held.get(id);
      return server === undefined ? [] : [doneUs - sentUs - (server.leavingUs - server.arrivedUs)];
    })
    .sort((a, b) => a - b);
  const us = quantileOf(waysUs, QUICKEST_SHARE);
  return atMost('on the way, the quickest hundredth', MOST_ON_THE_WAY_MS, us === null ? null : us / 1000);
}

/**
 * Response time at quantiles, as the server's record and the plan have it: from the intended start to the answer's leaving.
 * Whatever the load generator believes has no part in it.
 *
 * @returns milliseconds at a quantile; null where the server answered nothing
 */
export function responseByServer(plan: Plan, { trial, witness }: Evidence): (quantile: number) => number | null {
  const intended = intendedUsOf(plan, trial.header.loadStartUs);
  const responsesUs = witness.held
    .flatMap(({ operation, leavingUs }) => {
      const fromUs = intended.get(operation);
      return fromUs === undefined ? [] : [leavingUs - fromUs];
    })
    .sort((a, b) => a - b);
  return (quantile) => {
    const us = quantileOf(responsesUs, quantile);
    return us === null ? null : us / 1000;
  };
}

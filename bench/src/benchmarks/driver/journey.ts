/**
 * What everybody sends in the benchmark of the driver: the steps of a journey, over and over, on a connection that stays.
 * The same requests for each contender but for ids, cookies, and how far the film is. Pure.
 */
import { HEADERS, STEPS, type Step } from '@session-lab/checkout/protocol';
import { bodyOf } from '../../load/body.js';
import { deviceOf, itemNumber } from '../../plan/numbers.js';
import type { Plan, PlannedOperation } from '../../plan/plan.js';

/** A journey without hand-off and log-out. */
export const JOURNEY: readonly Step[] = [
  'open',
  'signIn',
  'browse',
  'watch',
  'watch',
  'plan',
  'paymentMethod',
  'review',
  'pay',
  'receipt',
];

/** Of the devices' ids. */
export const SEED = 1;
export const BLOCK = 1;

/** What the driver sends: everybody is there from the start, and every operation is due at once. */
export function closedLoopPlan(connections: number, requestsEach: number): Plan {
  const shoppers = Array.from({ length: connections }, (_, shopper) => ({
    shopper,
    arrivalUs: 0,
    lanes: [Array.from({ length: requestsEach }, (_each, index) => operation(shopper, index, requestsEach))],
    restart: null,
  }));
  return { shoppers, operations: connections * requestsEach, hash: '' };
}

function operation(shopper: number, index: number, requestsEach: number): PlannedOperation {
  const step = JOURNEY[index % JOURNEY.length] as Step;
  return {
    id: shopper * requestsEach + index,
    step,
    jar: 0,
    item: STEPS[step].writes === 'item' ? itemOf(shopper, index) : null,
    offsetUs: 0,
    retryAfterUs: 0,
  };
}

const itemOf = (shopper: number, index: number): number => itemNumber(shopper, index % JOURNEY.length);

/** A request as autocannon takes it; the cookie is its caller's. */
export interface PlainRequest {
  readonly step: Step;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What autocannon sends on the connection of one shopper. */
export function plainRequests(shopper: number): PlainRequest[] {
  return JOURNEY.map((step, index) => {
    const { method, path } = STEPS[step];
    const body = bodyOf(step, { shopper, lane: 0, item: itemOf(shopper, index), code: '', sequence: index });
    const headers = {
      [HEADERS.operation]: String(shopper * 10_000 + index),
      [HEADERS.device]: deviceOf(SEED, BLOCK, shopper, 0),
    };
    if (body === null) return { step, method, path, headers };
    return {
      step,
      method,
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
  });
}

/** The arithmetic of a stall, on lanes short enough to be reckoned by hand. Microseconds. */
import { describe, expect, it } from 'vitest';
import type { Plan, PlannedOperation } from '../plan/plan.js';
import { predictedMs, predictStall } from './stall-model.js';

const operation = (id: number, offsetUs: number): PlannedOperation => ({
  id,
  step: 'browse',
  jar: 0,
  item: null,
  offsetUs,
  retryAfterUs: 0,
});

const plan = (...lanes: (readonly [arrivalUs: number, ...offsets: number[]])[]): Plan => ({
  operations: lanes.length,
  hash: '',
  shoppers: lanes.map(([arrivalUs, ...offsets], shopper) => ({
    shopper,
    arrivalUs,
    lanes: [offsets.map((offsetUs, i) => operation(shopper * 10 + i, offsetUs))],
    restart: null,
  })),
});

describe('a stall of 1,000 at an operation that starts at 100', () => {
  const server = { atOperation: 1, stallUs: 1000, serviceUs: 10 };

  it('holds that one, and those behind it in its lane wait for it: only their response time tells', () => {
    expect(predictStall(plan([0, 0, 100, 300, 2000]), server)).toEqual({
      responseUs: [10, 10, 820, 1010],
      serviceUs: [10, 10, 10, 1010],
    });
  });

  it('holds who starts meanwhile, and who is under way when it begins', () => {
    const predicted = predictStall(plan([0, 0, 100], [95, 0], [600, 0], [1099, 0], [1100, 0]), server);
    expect(predicted?.responseUs).toEqual([10, 10, 11, 510, 1005, 1010]);
  });

  it('is not predicted for a plan without that operation', () => {
    expect(predictStall(plan([0, 0]), server)).toBeNull();
  });
});

it('a percentile of a prediction is in milliseconds', () => {
  const valuesUs = Array.from({ length: 100 }, (_, i) => (i + 1) * 1000);
  expect([0.5, 0.99, 1].map((share) => predictedMs(valuesUs, share))).toEqual([50, 99, 100]);
});

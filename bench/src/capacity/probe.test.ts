import { describe, expect, it } from 'vitest';
import { createHistogram, recordUs } from '../stats/histogram.js';
import type { Reading } from './meter.js';
import { figuresOf, longEnough } from './probe.js';

const NOTHING: Reading = {
  nodesUs: 0,
  requests: 0,
  inFlight: 0,
  redisUs: null,
  balancerUs: null,
  ownUs: 0,
  machineUs: 0,
};
/** Of 2,000 requests within 1.25 s, 1,800 of them within 1 s in which all connections were busy. */
const AFTER: Reading = {
  ...NOTHING,
  nodesUs: 300_000,
  requests: 2000,
  redisUs: 40_000,
  balancerUs: 60_000,
  ownUs: 100_000,
  machineUs: 600_000,
};
const latency = createHistogram();
for (let index = 1; index <= 1800; index += 1) recordUs(latency, index * 10);
const ANSWERS = {
  sent: 2000,
  answered: 2000,
  firstWrong: null,
  failures: 0,
  busyUs: 1e6,
  answeredWhileBusy: 1800,
  latency,
  generatorBusy: 0.4,
};
const SETUP = { nodes: 2, coresPerNode: 0.25, cores: 2 };
const MEASURED = {
  connections: 8,
  answers: ANSWERS,
  before: { ...NOTHING, redisUs: 0, balancerUs: 0 },
  after: AFTER,
  tookUs: 1_250_000,
};

describe('the figures of a probe', () => {
  it('are per request over all of them, and shares at the rate while all connections were busy', () => {
    const { cpuUs, busy, perSecond, p99Ms } = figuresOf({ ...MEASURED, targetMs: 20, setup: SETUP });
    expect({ cpuUs, perSecond, p99Ms }).toMatchObject({
      cpuUs: { nodes: 150, redis: 20, balancer: 30, generator: 50 },
      perSecond: 1800,
      p99Ms: expect.closeTo(17.82, 1),
    });
    expect(busy).toEqual({
      // 150 µs × 1,800/s are 0.27 cores, of half a core that two nodes have.
      nodes: expect.closeTo(0.54, 9),
      redis: expect.closeTo(0.036, 9),
      balancer: expect.closeTo(0.054, 9),
      generator: 0.4,
      // 100 ms of 1.25 s, whatever the rate; the known parts are 250 µs × 1,800/s.
      machine: expect.closeTo((0.45 + 0.08) / 2, 9),
      others: expect.closeTo(0.08, 9),
    });
  });

  it('meet the target or not, and never where a request failed', () => {
    const meets = (targetMs: number, failures = 0) =>
      figuresOf({ ...MEASURED, answers: { ...ANSWERS, failures }, targetMs, setup: SETUP }).meetsTarget;
    expect([meets(18), meets(17), meets(18, 1)]).toEqual([true, false, false]);
  });

  it('are not reported where sender and nodes disagree, or a session was another', () => {
    const of = (answers: Partial<typeof ANSWERS> | { firstWrong: string }, requests = 2000) =>
      figuresOf({
        ...MEASURED,
        answers: { ...ANSWERS, ...answers },
        after: { ...AFTER, requests },
        targetMs: 50,
        setup: SETUP,
      });
    expect(() => of({}, 2001)).toThrow('8 connections: 2000 answers, but the node counted 2001 requests');
    expect(() => of({ firstWrong: 'session b instead of a' })).toThrow(
      expect.objectContaining({ code: 'LAB_MEASUREMENT_VOID' }),
    );
  });
});

it('a probe lasts until there are enough requests for a p99, and not for ever', () => {
  expect([longEnough(5000, 400), longEnough(1000, 400), longEnough(10, 400)]).toEqual([400, 1300, 20_000]);
});

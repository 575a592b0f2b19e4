import type { Step } from '@session-lab/checkout/protocol';
import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { createDice, type Dice } from '../plan/dice.js';
import { normal } from '../stats/normal.fixture.js';
import { judged, steadinessOf } from './steadiness.js';
import { operationOf, trialWith } from './trial.fixture.js';

const SLICES = 12;
const SERIES = 2000;

/** Medians of slices: level, drift over the window, spread, and how much a slice resembles the one before. */
function seriesOf(dice: Dice, drift: number, spread: number, correlation: number): number[] {
  let wander = normal(dice);
  return Array.from({ length: SLICES }, (_, i) => {
    wander = correlation * wander + Math.sqrt(1 - correlation ** 2) * normal(dice);
    return 1 + (drift * i) / (SLICES - 1) + spread * wander;
  });
}

function shareUnsteady(name: string, drift: number, spread: number, correlation: number): number {
  const dice = createDice('steadiness', name);
  let unsteady = 0;
  for (let i = 0; i < SERIES; i += 1) {
    if (judged(1, seriesOf(dice, drift, spread, correlation)).verdict === 'unsteady') unsteady += 1;
  }
  return unsteady / SERIES;
}

describe('how often the test of steadiness errs', () => {
  it('calls a steady series unsteady in less than 1 %', () => {
    expect(shareUnsteady('independent', 0, 0.04, 0)).toBeLessThan(0.01);
  });

  it('does so in less than 3 % where neighbouring slices resemble each other', () => {
    expect(shareUnsteady('correlated', 0, 0.03, 0.3)).toBeLessThan(0.03);
  });

  it('lets a trend pass that does not matter, however plain it is', () => {
    expect(judged(1, [1, 1.001, 1.002, 1.003, 1.004, 1.005, 1.006, 1.007])).toMatchObject({ verdict: 'steady' });
  });

  it('finds a drift by a quarter in more than nine of ten', () => {
    expect(shareUnsteady('up', 0.25, 0.04, 0)).toBeGreaterThan(0.9);
    expect(shareUnsteady('down', -0.25, 0.04, 0)).toBeGreaterThan(0.9);
  });
});

interface Story {
  /** Of the nth operation. */
  readonly step?: (n: number) => Step;
  readonly ms: (n: number) => number;
  readonly operations?: number;
}

/** Ten seconds before a fault; operations evenly spread over them. */
function trialOf({ step = () => 'browse', ms, operations: of = 4000 }: Story): TrialRecord {
  const operations = Array.from({ length: of }, (_, id): OperationRecord => {
    const intendedUs = 1_000_000 + Math.floor((id / of) * 10_000_000);
    return operationOf({ id, step: step(id), intendedUs, doneUs: intendedUs + Math.round(ms(id) * 1000) });
  });
  const base = headerOf({});
  const scenario = { ...base.scenario, faults: [{ fault: 'node-kill', atMs: 11_000, node: 1 }] as const };
  const load = { ...scenario.load, warmUpMs: 1000, durationMs: 20_000 };
  return trialWith({ header: { ...base, block: 3, scenario: { ...scenario, load } }, operations });
}

/** The same spread in every slice. */
const jitter = (n: number): number => 1 + 0.3 * Math.sin(n * 2.399);

describe('steadinessOf', () => {
  it('finds a steady trial steady, and one that slows down unsteady, by its change', () => {
    expect(steadinessOf(trialOf({ ms: (n) => 5 * jitter(n) }))).toMatchObject({
      block: 3,
      verdict: 'steady',
      slices: 12,
      reason: null,
    });
    const slower = steadinessOf(trialOf({ ms: (n) => (5 + n / 1000) * jitter(n) }));
    expect(slower.verdict).toBe('unsteady');
    // From 5 to 9 ms: 4 of the 7 in the middle.
    expect(slower.change).toBeGreaterThan(0.45);
    expect(slower.change).toBeLessThan(0.6);
  });

  it('does not take a change of the mix of steps for one of their speed', () => {
    // Ever more payments, which take ten times as long.
    const step = (n: number): Step => (n % 4000 > (n * 2654435761) % 4000 ? 'pay' : 'browse');
    const mixed = trialOf({ step, ms: (n) => (step(n) === 'pay' ? 50 : 5) * jitter(n) });
    expect(steadinessOf(mixed).verdict).toBe('steady');
  });

  it('says why it cannot tell', () => {
    expect(steadinessOf(trialOf({ ms: () => 5, operations: 150 }))).toEqual({
      block: 3,
      verdict: 'unknown',
      change: null,
      p: null,
      slices: 12,
      reason: '12 requests in a slice of the window, 20 needed',
    });
    const trial = trialOf({ ms: () => 5 });
    const atOnce = [{ fault: 'node-kill', atMs: 500, node: 1 }] as const;
    const scenario = { ...trial.header.scenario, faults: atOnce };
    expect(steadinessOf({ ...trial, header: { ...trial.header, scenario } })).toMatchObject({
      verdict: 'unknown',
      reason: 'there is no window before the first fault',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { OperationRecord, Outcome } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { createDice } from '../plan/dice.js';
import { DESIGNS } from '../scenario/designs.js';
import type { Scenario } from '../scenario/scenario.js';
import { comparisonsOf } from './comparison.js';
import { operationOf, trialWith } from './trial.fixture.js';

const base = headerOf({}).scenario;
const DESIGN = { stateful: DESIGNS.stateful, stateless: DESIGNS.stateless };
const scenario: Scenario = {
  ...base,
  designs: Object.values(DESIGN),
  load: { ...base.load, warmUpMs: 0, durationMs: 20_000 },
  faults: [{ fault: 'node-kill', atMs: 10_000, node: 1 }],
  settleMs: 2000,
};
const START = 1_000_000;
/** Of the load, one every 5 ms: 2,000 before, 400 during, 1,600 after. */
const OPERATIONS = 4000;

interface TrialShape {
  readonly design: keyof typeof DESIGN;
  readonly block: number;
  /** Response time of the nth operation, ms. */
  readonly ms: (n: number) => number;
  readonly outcome?: (n: number) => Outcome;
  readonly lagMs?: number;
}

function trialOf({ design, block, ms, outcome = () => 'ok', lagMs = 0 }: TrialShape): TrialRecord {
  const operations = Array.from({ length: OPERATIONS }, (_, n): OperationRecord => {
    const intendedUs = START + n * 5000;
    return operationOf({
      id: n,
      intendedUs,
      sentUs: intendedUs + lagMs * 1000,
      doneUs: intendedUs + Math.round(ms(n) * 1000),
      outcome: outcome(n),
    });
  });
  const header = { ...headerOf({}), scenario, design: DESIGN[design], block, loadStartUs: START };
  return trialWith({ header, operations });
}

/** Ten blocks; the second design takes `factor` as long, each trial a few per cent off. */
function series(
  factor: number,
  blocks = 10,
  change: (shape: TrialShape) => TrialShape = (shape) => shape,
): TrialRecord[] {
  const dice = createDice('series', factor);
  return Array.from({ length: blocks }, (_, i) => i + 1).flatMap((block) => {
    const off = [dice.float(), dice.float()].map((share) => 0.97 + 0.06 * share);
    return (['stateful', 'stateless'] as const).map((design, side) => {
      const scale = (off[side] as number) * (side === 1 ? factor : 1);
      return trialOf(change({ design, block, ms: (n) => scale * (4 + (n % 100) / 20) }));
    });
  });
}
const primaryOf = (trials: readonly TrialRecord[]) => comparisonsOf(scenario, trials)[0];

describe('latency of two designs over blocks', () => {
  it('says which one is faster, of p50 before the fault first', () => {
    const all = comparisonsOf(scenario, series(1.2));
    expect(
      all.map(({ metric, window, verdict, primary }) => `${metric}, ${window}: ${verdict}${primary ? ' *' : ''}`),
    ).toEqual([
      'response p50, before: better *',
      'response p95, before: better',
      'response p99, before: better',
      'response p50, after: better',
      'response p95, after: better',
      'response p99, after: better',
      'ok within 100 ms, fault: equivalent',
      'ok within 300 ms, fault: equivalent',
      'ok within 1,000 ms, fault: equivalent',
    ]);
    const [primary] = all;
    expect(primary).toMatchObject({
      designs: ['stateful', 'stateless'],
      better: 'stateful',
      detail: '10 of 10 blocks',
    });
    expect(primary?.ratio).toBeCloseTo(1.2, 1);
    expect(primary?.p).toBe(2 / 1024);
    expect(primary?.pairs).toHaveLength(10);
  });

  it('finds the same design equivalent to itself, and the faster one second where it is', () => {
    expect(primaryOf(series(1))).toMatchObject({ verdict: 'equivalent', better: null });
    expect(primaryOf(series(0.8))).toMatchObject({ verdict: 'better', better: 'stateless' });
  });

  it('is not judged by one block, and by two only where they say anything', () => {
    expect(primaryOf(series(1.2, 1))).toMatchObject({
      verdict: 'not judged',
      detail: 'one block',
      ratio: null,
      pairs: [],
    });
    expect(primaryOf(series(1.2, 2))).toMatchObject({
      verdict: 'inconclusive',
      p: null,
      detail: '2 of 2 blocks; no p below 8 blocks',
    });
  });

  it('leaves out a void block for both designs, and says why', () => {
    const late = series(1.2, 10, (shape) =>
      shape.block === 4 && shape.design === 'stateless' ? { ...shape, lagMs: 30 } : shape,
    );
    const primary = primaryOf(late);
    expect(primary).toMatchObject({ verdict: 'better' });
    expect(primary?.detail).toMatch(/^9 of 10 blocks; left out: block 4: /);
    expect(primary?.pairs[3]).toMatchObject({ block: 4, ratio: null });
    const allLate = primaryOf(series(1.2, 3, (shape) => ({ ...shape, lagMs: 30 })));
    expect(allLate?.verdict).toBe('not judged');
    expect(allLate?.detail).toMatch(/^0 of 3 blocks can be used, two are needed: blocks 1, 2, 3: /);
  });

  it('names three reasons at most', () => {
    const trials = series(1.2, 6, (shape) => ({ ...shape, lagMs: 20 + shape.block }));
    const detail = primaryOf(trials)?.detail ?? '';
    expect(detail).toMatch(
      /^0 of 6 blocks can be used, two are needed: block 1: .*; block 2: .*; block 3: .*; and 3 more blocks$/,
    );
  });

  it('does not take failing for speed: what is not ok in both is left out of both', () => {
    // The slowest request of each 2,000 fails in one design: below the bound, so that it is judged.
    const slow = (n: number) => n % 2000 === 100;
    const trials = series(1, 4, (shape) => ({
      ...shape,
      ms: (n) => (slow(n) ? 5000 : shape.ms(n)),
      outcome: (n) => (shape.design === 'stateless' && slow(n) ? 'fail' : 'ok'),
    }));
    expect(primaryOf(trials)?.verdict).not.toBe('not judged');
    const before = comparisonsOf(scenario, trials).find(
      ({ metric, window }) => metric === 'response p99' && window === 'before',
    );
    expect(before?.ratio).toBeCloseTo(1, 1);
  });

  it('judges no latency of a window in which more than 0.1 % was not ok', () => {
    const trials = series(1.2, 3, (shape) => ({
      ...shape,
      outcome: (n) => (shape.design === 'stateful' && n >= 2400 && n % 50 === 0 ? 'fail' : 'ok'),
    }));
    const all = comparisonsOf(scenario, trials);
    const after = all.filter(({ window }) => window === 'after');
    expect(after.every(({ verdict }) => verdict === 'not judged')).toBe(true);
    expect(after[0]?.detail).toContain('blocks 1, 2, 3: 2.0 % of the requests of stateful were not ok, bound 0.1 %');
    expect(all[0]?.verdict).not.toBe('not judged');
  });

  it('does not take refused hand-offs for requests that were not ok', () => {
    const trials = series(1.2, 3, (shape) => ({
      ...shape,
      outcome: (n) => (shape.design === 'stateful' && n % 50 === 0 ? 'fail' : 'ok'),
    })).map((trial) => ({
      ...trial,
      operations: [...trial.operations].map((op) => (op.id % 50 === 0 ? { ...op, step: 'claim' as const } : op)),
    }));
    expect(primaryOf(trials)?.detail).toBe('3 of 3 blocks; no p below 8 blocks');
    // Where every node reads the same store nothing excuses them.
    const shared = trials.map((trial) => ({
      ...trial,
      operations: [...trial.operations].map((op) => {
        const isRefused = trial.header.design.name === 'stateless' && op.id % 50 === 0;
        return isRefused ? { ...op, outcome: 'fail' as const } : op;
      }),
    }));
    expect(primaryOf(shared)?.detail).toContain('2.0 % of the requests of stateless were not ok, bound 0.1 %');
  });

  it('judges the share that is ok in time during the fault, where latency is not judged', () => {
    const trials = series(1, 4, (shape) => ({
      ...shape,
      outcome: (n) => (shape.design === 'stateful' && n >= 2000 && n < 2400 && n % 3 === 0 ? 'fail' : 'ok'),
    }));
    const all = comparisonsOf(scenario, trials);
    expect(
      all.filter(({ window }) => window === 'fault').map(({ metric, verdict, better }) => [metric, verdict, better]),
    ).toEqual([
      ['ok within 100 ms', 'better', 'stateless'],
      ['ok within 300 ms', 'better', 'stateless'],
      ['ok within 1,000 ms', 'better', 'stateless'],
    ]);
  });

  it('says what a sample does not carry', () => {
    const short = series(1.2, 3).map((trial) => ({ ...trial, operations: [...trial.operations].slice(0, 900) }));
    const [p50, , p99] = comparisonsOf(scenario, short);
    expect(p50?.verdict).not.toBe('not judged');
    expect(p99?.detail).toBe(
      '0 of 3 blocks can be used, two are needed: blocks 1, 2, 3: 900 requests ok in both, 1,000 needed',
    );
  });

  it('corrects all but the primary metric for their number, and has none without its window', () => {
    const all = comparisonsOf(scenario, series(1.2));
    // Nine metrics, ten blocks: 2 of 1,024 patterns, times the eight others.
    expect(all.map(({ p }) => p).slice(0, 3)).toEqual([2 / 1024, 16 / 1024, 16 / 1024]);
    const fromTheStart = { ...scenario, faults: [{ fault: 'node-kill', atMs: 0, node: 1 }] as const };
    const trials = series(1.2).map((trial) => ({ ...trial, header: { ...trial.header, scenario: fromTheStart } }));
    const without = comparisonsOf(fromTheStart, trials);
    expect(without.map(({ window }) => window)).not.toContain('before');
    expect(without.some(({ primary }) => primary)).toBe(false);
    expect(without[0]).toMatchObject({ metric: 'response p50', window: 'after', verdict: 'better', p: 12 / 1024 });
  });
});

import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import { againstItself } from '../commands/noise.js';
import type { TrialRecord } from '../history/trial.js';
import { comparison, sampleScenario } from '../reporters/samples/scenario.js';
import { DESIGNS } from '../scenario/designs.js';
import { machineFacts, noiseFloor } from './noise.js';

const scenario = { ...headerOf({}).scenario, expect: { stateless: { lost: 0 } } };
const designs = ['stateless', 'stateless-again'] as const;

/** Of a block, with so many of its planned requests sent, one a millisecond. */
function trialOf(block: number, sent: number, interrupted = false): TrialRecord {
  const operations = Array.from({ length: sent }, (_, n) => ({
    origin: 'planned',
    outcome: 'ok',
    intendedUs: 30_000_000 + n * 1000,
    sentUs: 30_000_000 + n * 1000,
  }));
  return {
    header: { ...headerOf({}), block, loadStartUs: 0 },
    operations,
    skips: [],
    end: { interrupted },
  } as unknown as TrialRecord;
}

describe('one design against itself', () => {
  it('runs under two names, and is asked for nothing else', () => {
    const twice = againstItself(scenario, DESIGNS.stateless);
    expect(twice.designs.map(({ name, label }) => [name, label])).toEqual([
      ['stateless', 'stateless (Redis)'],
      ['stateless-again', 'stateless (Redis, again)'],
    ]);
    expect(twice.designs[1]).toMatchObject({ variant: 'stateless', routing: 'round-robin', store: 'redis' });
    expect(twice.expect).toEqual({});
  });

  it('has the spread of its ratios as the noise floor', () => {
    const pairs = [1.1, 1 / 1.1, 1.1, 1 / 1.1].map((ratio, i) => ({ block: i + 1, ratio, reason: null }));
    const voided = { block: 5, ratio: null, reason: 'late' };
    const findings = sampleScenario({
      blocks: 5,
      latencyVoid: [{ block: 5, reason: 'late' }],
      comparisons: [
        comparison(designs, { pairs: [...pairs, voided] }),
        // The fault, and what is after it, is no part of it.
        comparison(designs, { pairs: [{ block: 1, ratio: 9, reason: null }], window: 'after' }),
        comparison(designs, { metric: 'response p99', pairs: [{ block: 1, ratio: 0.5, reason: null }] }),
      ],
    });
    const trials = [
      ...[trialOf(1, 1000), trialOf(1, 900), trialOf(2, 1000), trialOf(2, 1000)],
      // Of no worth: a person ended one, and the generator was late in the other.
      ...[trialOf(4, 1000), trialOf(4, 90, true)],
      ...[trialOf(5, 1000), trialOf(5, 500)],
    ];
    const floor = noiseFloor({ scenario: 'steady', design: 'stateless', findings, trials, measuredAt: '2026-11-25' });
    expect(floor).toMatchObject({ scenario: 'steady', design: 'stateless', blocks: 5 });
    expect(floor.p50.blocks).toBe(4);
    // Deviation of ± log 1.1, of a sample of four.
    expect(floor.p50.spread).toBeCloseTo(Math.log(1.1) * Math.sqrt(4 / 3), 9);
    expect(floor.p50.widest).toBeCloseTo(1.1, 9);
    expect(floor.p95).toEqual({ blocks: 0, spread: null, widest: null });
    expect(floor.p99).toMatchObject({ blocks: 1, spread: null });
    expect(floor.p99.widest).toBeCloseTo(2, 9);
    expect(floor.throughput.blocks).toBe(2);
    expect(floor.throughput.widest).toBeCloseTo(1 / 0.9, 2);
  });

  it('belongs to a machine: another kernel is another one', () => {
    const host = { os: 'Linux 6.1 x64', cores: 2, cpu: 'Example', memoryBytes: 1, node: '20.20.2' };
    expect(machineFacts(host)).toEqual({ kernel: 'Linux 6.1 x64', cores: 2, cpu: 'Example', node: '20.20.2' });
  });
});

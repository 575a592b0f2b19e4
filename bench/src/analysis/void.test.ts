import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { OperationRecord, SampleRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { scenarioCaveats } from './caveats.js';
import { END, operationOf, trialWith } from './trial.fixture.js';
import { troublesOf } from './troubles.js';
import { cutShort, type VoidBlock, voidBlocks } from './void.js';

const GENERATOR = { sent: 2000, processes: 2 };

interface Shape {
  readonly block?: number;
  readonly design?: string;
  /** Lag of the nth of two thousand operations, ms. */
  readonly lagMs?: (n: number) => number;
  readonly unsent?: number;
  readonly machineCpu?: number;
  readonly generatorCores?: number;
  /** Of a minute's load, in two processes. */
  readonly generatorCpuSeconds?: number;
  /** Two thousand by default. */
  readonly operations?: number;
  readonly interrupted?: boolean;
}

function trialOf(shape: Shape): TrialRecord {
  const { block = 1, design = 'stateful', lagMs = () => 0, unsent = 0, interrupted = false } = shape;
  const cpuSeconds = shape.generatorCpuSeconds ?? null;
  const base = headerOf({});
  const operations = Array.from({ length: shape.operations ?? 2000 }, (_, id): OperationRecord => {
    const readyUs = id * 5000;
    const sentUs = readyUs + lagMs(id) * 1000;
    return operationOf({ id, intendedUs: readyUs, sentUs, doneUs: sentUs + 2000 });
  });
  const sample: SampleRecord = {
    kind: 'sample',
    t: 1_000_000,
    processes: {},
    machineCpu: shape.machineCpu ?? null,
    steal: null,
    generatorCores: shape.generatorCores ?? null,
  };
  return trialWith({
    header: { ...base, block, design: { ...base.design, name: design }, plannedOperations: 2000 + unsent },
    operations,
    skips: Array.from({ length: unsent }, (_, i) => ({
      kind: 'skip',
      t: 60_000_000,
      id: 5000 + i,
      origin: 'planned',
      shopper: i,
      step: 'pay',
      intendedUs: 1000,
      reason: 'cut-off',
    })),
    samples: [sample],
    end: { ...END, interrupted, generator: cpuSeconds === null ? null : { ...GENERATOR, cpuSeconds } },
  });
}

const voidOf = (...shapes: readonly Shape[]): VoidBlock[] =>
  voidBlocks(shapes.map((shape) => troublesOf(trialOf(shape))));
const reasonOf = (shape: Shape): string | undefined => voidOf(shape)[0]?.reason;

describe('the latency of a block', () => {
  it('counts where the generator was in time and the machine had room', () => {
    expect(voidOf({ lagMs: () => 9, machineCpu: 0.69, generatorCores: 0.69, generatorCpuSeconds: 106 })).toEqual([]);
  });

  it.each<[string, Shape, string]>([
    [
      'one request in fifty is late',
      { lagMs: (n) => (n % 50 === 0 ? 40 : 1) },
      'the load generator was late (stateful: lag p99 40.0 ms, bound 10 ms; max 40 ms)',
    ],
    [
      'a single request is late by seconds',
      { lagMs: (n) => (n === 7 ? 3000 : 1) },
      'the load generator stood still (stateful: lag max 3000 ms, bound 1000 ms)',
    ],
    ['the machine is full', { machineCpu: 0.83 }, 'the machine was at its limit (stateful: 83 % busy, bound 70 %)'],
    [
      'the generator is pinned to a full core of an idle machine',
      { machineCpu: 0.5, generatorCores: 0.99 },
      'the cores that the load generator may use were at their limit (stateful: 99 % busy, bound 70 %)',
    ],
    [
      'the generator itself has no time left',
      { generatorCpuSeconds: 112.8, machineCpu: 0.2, generatorCores: 0.2 },
      'the load generator was at its limit (stateful: 94 % busy, bound 90 % of a core for each process)',
    ],
    [
      'planned requests were not sent',
      { unsent: 12 },
      'the plan was not sent whole (stateful: 12 of 2,012 planned requests were not sent before the load ended)',
    ],
  ])('is void where %s', (_, shape, reason) => {
    expect(reasonOf(shape)).toBe(reason);
  });

  it('is void of a trial too short for a p99 by the highest percentile that it carries', () => {
    const late = { lagMs: () => 20 };
    expect(reasonOf({ operations: 400, ...late })).toBe(
      'the load generator was late (stateful: lag p97.5 20.0 ms, bound 10 ms; max 20 ms)',
    );
    // Ten late ones of four hundred are beyond it, and fewer than twenty say nothing.
    expect(reasonOf({ operations: 400, lagMs: (n) => (n % 40 === 0 ? 20 : 1) })).toBeUndefined();
    expect(reasonOf({ operations: 19, ...late })).toBeUndefined();
  });

  it('is void for every design of the block, and only of that block', () => {
    const late = { lagMs: () => 50 };
    const voided = voidOf(
      { block: 1, design: 'stateful' },
      { block: 1, design: 'stateless' },
      { block: 2, design: 'stateful' },
      { block: 2, design: 'stateless', ...late },
    );
    expect(voided.map(({ block }) => block)).toEqual([2]);
  });

  it('is not void because a person ended the trial, which is not compared all the same', () => {
    const trial = trialOf({ interrupted: true, unsent: 900 });
    expect(voidBlocks([troublesOf(trial)])).toEqual([]);
    expect(cutShort([trial])).toBe('stateful was cut short');
  });
});

describe('caveats', () => {
  it('say counts before latency, and name at most three blocks', () => {
    const latencyVoid = [2, 3, 5, 7].map((block) => ({ block, reason: `reason ${block}` }));
    expect(scenarioCaveats({ countsUnknown: ['9 were not sent'], latencyVoid, blocks: 10 })).toEqual([
      'counts unknown: 9 were not sent',
      'latency void in 4 of 10 blocks, which are left out: block 2: reason 2; block 3: reason 3; block 5: reason 5; and 1 more',
    ]);
    expect(scenarioCaveats({ countsUnknown: ['1', '2', '3', '4', '5'], latencyVoid: [], blocks: 10 })).toEqual([
      'counts unknown: 1; 2; 3; and 2 more',
    ]);
    expect(scenarioCaveats({ countsUnknown: [], latencyVoid: [], blocks: 1 })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { OperationRecord, SampleRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { scenarioCaveats } from './caveats.js';
import { cutShort, voidBlocks } from './void.js';

const END = { kind: 'end', t: 0, quiet: true, generator: null, balancer: null, redis: null, nodes: {} } as const;

interface Shape {
  readonly block?: number;
  readonly design?: string;
  /** Lag of the nth of two thousand operations, ms. */
  readonly lagMs?: (n: number) => number;
  readonly unsent?: number;
  readonly machineCpu?: number;
  readonly generatorCores?: number;
  readonly interrupted?: boolean;
}

function trialOf(shape: Shape): TrialRecord {
  const { block = 1, design = 'stateful', lagMs = () => 0, unsent = 0, interrupted = false } = shape;
  const base = headerOf({});
  const operations = Array.from({ length: 2000 }, (_, id): OperationRecord => {
    const readyUs = id * 5000;
    const sentUs = readyUs + lagMs(id) * 1000;
    return {
      kind: 'op',
      id,
      origin: 'planned',
      shopper: id,
      lane: 0,
      jar: 0,
      epoch: 0,
      step: 'browse',
      item: null,
      retryOf: null,
      intendedUs: readyUs,
      readyUs,
      sentUs,
      doneUs: sentUs + 2000,
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
    };
  });
  const sample: SampleRecord = {
    kind: 'sample',
    t: 1_000_000,
    processes: {},
    machineCpu: shape.machineCpu ?? null,
    steal: null,
    generatorCores: shape.generatorCores ?? null,
  };
  return {
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
    jars: [],
    events: [],
    journals: [],
    dumps: [],
    ledger: null,
    end: { ...END, interrupted },
  };
}

const reasonOf = (shape: Shape): string | undefined => voidBlocks([trialOf(shape)])[0]?.reason;

describe('the latency of a block', () => {
  it('counts where the generator was in time and the machine had room', () => {
    expect(voidBlocks([trialOf({ lagMs: () => 9, machineCpu: 0.69, generatorCores: 0.69 })])).toEqual([]);
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
      'planned requests were not sent',
      { unsent: 12 },
      'stateful: 12 of 2,012 planned requests were not sent before the load ended',
    ],
  ])('is void where %s', (_, shape, reason) => {
    expect(reasonOf(shape)).toBe(reason);
  });

  it('is void for every design of the block, and only of that block', () => {
    const late = { lagMs: () => 50 };
    const trials = [
      trialOf({ block: 1, design: 'stateful' }),
      trialOf({ block: 1, design: 'stateless' }),
      trialOf({ block: 2, design: 'stateful' }),
      trialOf({ block: 2, design: 'stateless', ...late }),
    ];
    expect(voidBlocks(trials).map(({ block }) => block)).toEqual([2]);
  });

  it('is not void because a person ended the trial, which is not compared all the same', () => {
    const trial = trialOf({ interrupted: true, unsent: 900 });
    expect(voidBlocks([trial])).toEqual([]);
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
    expect(scenarioCaveats({ countsUnknown: [], latencyVoid: [], blocks: 1 })).toEqual([]);
  });
});

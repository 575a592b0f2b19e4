import { describe, expect, it } from 'vitest';
import type { Ratio } from '../../stats/ratio.js';
import { SIZES } from './macro/rounds.js';
import { slice } from './macro/slices.fixture.js';
import {
  exitCodeOf,
  type Judged,
  judgeAtLeast,
  type Kept,
  memoryPromises,
  promisesSection,
  throughputPromises,
} from './promises.js';

const ratio = (low: number | null, high: number | null): Ratio => ({ pairs: 5, median: 1.3, low, high });

describe('a ratio that is promised to be at least 1.3', () => {
  it.each<[why: string, Ratio | null, Kept]>([
    ['lies wholly above', ratio(1.31, 1.5), 'met'],
    ['begins at the bound', ratio(1.3, 1.5), 'met'],
    ['lies wholly below', ratio(1.1, 1.29), 'not met'],
    ['has the bound within', ratio(1.29, 1.31), 'undecided'],
    ['ends at the bound: it may be just there', ratio(1.2, 1.3), 'undecided'],
    ['has no interval: one round', ratio(null, null), 'undecided'],
    ['was not measured', null, 'undecided'],
  ])('%s', (_why, measured, kept) => {
    expect(judgeAtLeast(measured, 1.3)).toBe(kept);
  });
});

const judged = (...kept: Kept[]): Judged[] => kept.map((one) => ({ wanted: 'w', measured: 'm', kept: one }));

it.each<[Kept[], number]>([
  [['met', 'met'], 0],
  [['met', 'undecided'], 2],
  [['undecided', 'not met', 'met'], 1],
  [[], 0],
])('%j ends with %i', (kept, code) => {
  expect(exitCodeOf(judged(...kept))).toBe(code);
});

it('judges each size by its own slices, and the read-heavy mix alone', () => {
  const slices = [1, 2, 3].flatMap((round) =>
    SIZES.flatMap((items) => [
      slice({ design: 'stateless', items, round, perSecond: 1000 }),
      slice({ design: 'stateless-blob', items, round, perSecond: items === 50 ? 1000 : 500 }),
      slice({ design: 'stateful', items, round, perSecond: 1100 + round * (items === 10 ? 200 : 1) }),
      slice({ design: 'stateless-blob', items, round, perSecond: 9, mix: 'write-heavy' }),
    ]),
  );
  const cells = SIZES.map((items) => ({ mix: 'read-heavy', items }));
  const promises = throughputPromises({ slices, cells } as never);
  expect(promises.map(({ wanted, measured, kept }) => `${wanted}: ${measured} ${kept}`)).toMatchInlineSnapshot(`
    [
      "throughput of stateless ≥ 1.3 × stateless-blob, read-heavy, 1 item: 2.00 (2.00–2.00) met",
      "throughput of stateless ≥ 1.3 × stateless-blob, read-heavy, 10 items: 2.00 (2.00–2.00) met",
      "throughput of stateless ≥ 1.3 × stateless-blob, read-heavy, 50 items: 1.00 (1.00–1.00) not met",
      "throughput of stateless ≥ 0.75 × stateful, read-heavy, 1 item: 0.91 (0.91–0.91) met",
      "throughput of stateless ≥ 0.75 × stateful, read-heavy, 10 items: 0.67 (0.48–0.94) undecided",
      "throughput of stateless ≥ 0.75 × stateful, read-heavy, 50 items: 0.91 (0.91–0.91) met",
    ]
  `);
});

describe('memory', () => {
  const MB = 2 ** 20;
  const heaps = { heapBeforeBytes: 13 * MB, heapAfterBytes: 18 * MB };
  const expiry = { sessions: 50_000, liveWhenFull: 50_000, liveAfter: 0, heldShare: 0.01, ...heaps };
  const large = { ratio: 0.2, ours: { sessions: 100_000, bytesPerSession: 640 }, naive: { bytesPerSession: 3200 } };
  const keptOf = (heap: object, weights: object = {}): Kept[] =>
    memoryPromises({ large: { ...large, ...weights }, expiry: { ours: { ...expiry, ...heap } } } as never).map(
      ({ kept }) => kept,
    );

  it('is met by half of the weight, none live and the bytes back', () => {
    expect(keptOf({})).toEqual(['met', 'met']);
    expect(keptOf({ heldShare: -0.02 }, { ratio: 0.5 })).toEqual(['met', 'met']);
  });

  it('is not met by more than that', () => {
    expect(keptOf({ liveAfter: 1 }, { ratio: 0.51 })).toEqual(['not met', 'not met']);
    expect(keptOf({ heldShare: 0.06 })).toEqual(['met', 'not met']);
  });

  it('is not decided where some had left before the last one came', () => {
    expect(keptOf({ liveWhenFull: 49_000 })).toEqual(['met', 'undecided']);
  });
});

it('says how many were met, and what to do about the undecided', () => {
  const { blocks } = promisesSection(judged('met', 'undecided', 'undecided'));
  expect(blocks[0]).toMatchObject({
    caption:
      '1 met, 0 not met, 2 undecided: the bound lies within what the figure varies by; more --rounds decide ratios',
    rows: [
      ['✓ met', 'w', 'm'],
      ['? undecided', 'w', 'm'],
      ['? undecided', 'w', 'm'],
    ],
  });
});

/** A node is added in mid-load: hash routing sends people astray, as theory says; a cookie and Redis do not. */
import { afterAll, expect, it } from 'vitest';
import { binomialRegion } from '../stats/binomial.js';
import { broken, CLUSTER, type Judged, runScenario, SHORT_LOAD, scenarioOf, seeds } from './rig.js';

const load = { ...SHORT_LOAD, ratePerSecond: 350, thinkMs: 300, durationMs: 11_000 };
const faults = [{ fault: 'node-add', atMs: 4200 }] as const;
const clusterOf = (nodes: number) => ({ ...CLUSTER, nodes });

/** One run in a hundred lies outside its 99 % region by chance: single runs get a wider one here, all together do not. */
const SINGLE = 0.9999;
const POOLED = 0.99;
const pools = new Map<string, { share: number; measured: number; of: number }>();

function expectShare(pool: string, { judgement }: Judged, share: number): void {
  const prediction = judgement.predictions.find(
    ({ metric, title }) => metric === 'misrouted' && title.includes('enabled'),
  );
  if (prediction === undefined || !('share' in prediction.expected)) throw new Error('no prediction with a share');
  const { measured, of, expected } = prediction;
  expect(expected.share).toBe(share);
  expect({ low: expected.low, high: expected.high }).toEqual(binomialRegion(of, share));
  expectWithin(pool, measured, of, share, SINGLE);
  const before = pools.get(pool) ?? { share, measured: 0, of: 0 };
  pools.set(pool, { share, measured: before.measured + measured, of: before.of + of });
}

function expectWithin(what: string, measured: number, of: number, share: number, confidence: number): void {
  const { low, high } = binomialRegion(of, share, confidence);
  expect(measured, `${what}: ${measured} of ${of}, ${low}–${high}`).toBeGreaterThanOrEqual(low);
  expect(measured, `${what}: ${measured} of ${of}, ${low}–${high}`).toBeLessThanOrEqual(high);
}

it.each(seeds(10))(
  '3 → 4 nodes: ¾ by modulo, ¼ by consistent hash, none by cookie and Redis, seed %i',
  async (seed) => {
    const designs = ['stateful', 'stateful-modulo', 'stateful-consistent', 'stateless'] as const;
    const { of } = await runScenario(scenarioOf(designs, { load, faults, cluster: clusterOf(3) }), seed);
    for (const design of designs) {
      expect(broken(of(design)), design).toEqual([]);
      expect(of(design).judgement.sessions).toMatchObject({ destroyed: 0, unknown: 0, leaked: 0 });
    }
    expectShare('modulo 3 → 4', of('stateful-modulo'), 0.75);
    expectShare('consistent 3 → 4', of('stateful-consistent'), 0.25);
    for (const design of ['stateful', 'stateless'] as const) expect(of(design).judgement.sessions.lost).toBe(0);
    // The new node gets nobody who was there before: whatever it answers under cookie routing, it answers to its own.
    const { trial } = of('stateful');
    const journal = trial.journals.find(({ incarnation }) => incarnation === 'node-4.1');
    const own = new Set(journal?.entries.flatMap((entry) => ('birth' in entry ? [entry.birth] : [])));
    const strangers = trial.operations.filter(
      ({ node, birth, step }) => node === 'node-4.1' && birth !== null && !own.has(birth) && step !== 'claim',
    );
    expect(own.size).toBeGreaterThan(0);
    expect(strangers).toEqual([]);
  },
  180_000,
);

it.each(seeds(3))(
  '1 → 2 nodes: half by modulo and by consistent hash, seed %i',
  async (seed) => {
    const designs = ['stateful-modulo', 'stateful-consistent'] as const;
    const { of } = await runScenario(scenarioOf(designs, { load, faults, cluster: clusterOf(1) }), seed);
    for (const design of designs) expect(broken(of(design)), design).toEqual([]);
    expectShare('modulo 1 → 2', of('stateful-modulo'), 0.5);
    expectShare('consistent 1 → 2', of('stateful-consistent'), 0.5);
  },
  120_000,
);

afterAll(() => {
  for (const [pool, { share, measured, of }] of pools) expectWithin(pool, measured, of, share, POOLED);
});

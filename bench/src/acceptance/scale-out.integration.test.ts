/** A node is added in mid-load: hash routing sends people astray, as theory says; a cookie and Redis do not. */
import { expect, it } from 'vitest';
import { broken, type Judged, runScenario, SHORT_LOAD, scenarioOf, seeds } from './rig.js';

const load = { ...SHORT_LOAD, ratePerSecond: 350, thinkMs: 300, durationMs: 9500 };
const faults = [{ fault: 'node-add', atMs: 4200 }] as const;

/** Measured and expected of the misrouted among those that met the new map. */
function misrouted({ judgement }: Judged) {
  const prediction = judgement.predictions.find(
    ({ metric, title }) => metric === 'misrouted' && title.includes('enabled'),
  );
  if (prediction === undefined || !('share' in prediction.expected)) throw new Error('no prediction with a share');
  return { ...prediction, expected: prediction.expected };
}

it.each(seeds(10))(
  '3 → 4 nodes: ¾ by modulo, ¼ by consistent hash, none by cookie and Redis, seed %i',
  async (seed) => {
    const designs = ['stateful', 'stateful-modulo', 'stateful-consistent', 'stateless'] as const;
    const scenario = scenarioOf(designs, {
      load,
      faults,
      cluster: { nodes: 3, idleTtlMs: 900_000, port: null, paymentDelayMs: 5 },
    });
    const { of } = await runScenario(scenario, seed);
    for (const design of designs) {
      expect(broken(of(design)), design).toEqual([]);
      expect(of(design).judgement.sessions).toMatchObject({ destroyed: 0, unknown: 0, leaked: 0 });
    }
    for (const [design, share] of [
      ['stateful-modulo', 0.75],
      ['stateful-consistent', 0.25],
    ] as const) {
      const { measured, expected } = misrouted(of(design));
      expect(expected.share).toBe(share);
      expect(measured).toBeGreaterThanOrEqual(expected.low);
      expect(measured).toBeLessThanOrEqual(expected.high);
    }
    for (const design of ['stateful', 'stateless'] as const) expect(of(design).judgement.sessions.lost).toBe(0);
    // The new node gets nobody who was there before: whatever it answers under cookie routing, it answers to its own.
    const { trial } = of('stateful');
    const own = new Set(
      trial.journals
        .find(({ incarnation }) => incarnation === 'node-4.1')
        ?.entries.flatMap((entry) => ('birth' in entry ? [entry.birth] : [])),
    );
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
    const scenario = scenarioOf(designs, {
      load,
      faults,
      cluster: { nodes: 1, idleTtlMs: 900_000, port: null, paymentDelayMs: 5 },
    });
    const { of } = await runScenario(scenario, seed);
    for (const design of designs) {
      expect(broken(of(design)), design).toEqual([]);
      const { measured, expected } = misrouted(of(design));
      expect(expected.share).toBe(0.5);
      expect(measured).toBeGreaterThanOrEqual(expected.low);
      expect(measured).toBeLessThanOrEqual(expected.high);
    }
  },
  120_000,
);

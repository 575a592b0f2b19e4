/** The load generator on real parts: many shoppers, and a stall that nothing hides. */
import { expect, it } from 'vitest';
import { lastArrivalMs } from '../plan/journey.js';
import { broken, LONG, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

it('keeps 1,000 shoppers alive at 500 requests/s', async () => {
  // Alive = rate × think × (n − 1) / n, for journeys of n operations.
  const load = { ...SHORT_LOAD, ratePerSecond: 500, thinkMs: 2300, heartbeats: 0, signOutShare: 0, durationMs: 56_000 };
  // A minute each: the one with Redis stands for both in the short suite.
  const designs = LONG ? (['stateful', 'stateless'] as const) : (['stateless'] as const);
  const { of, findings } = await runScenario(scenarioOf(designs, { load }), 1);
  for (const design of designs) {
    expect(broken(of(design)), design).toEqual([]);
    const { trial } = of(design);
    // When everybody who arrives has arrived.
    const middleUs = trial.header.loadStartUs + lastArrivalMs(load) * 1000;
    const lives = new Map<number, { fromUs: number; toUs: number }>();
    for (const { shopper, sentUs, doneUs, origin } of trial.operations) {
      const { fromUs, toUs } = lives.get(shopper) ?? { fromUs: sentUs, toUs: doneUs };
      if (origin !== 'final') lives.set(shopper, { fromUs: Math.min(fromUs, sentUs), toUs: Math.max(toUs, doneUs) });
    }
    const alive = [...lives.values()].filter(({ fromUs, toUs }) => fromUs < middleUs && toUs > middleUs).length;
    expect(alive, design).toBeGreaterThan(900);
    const found = findings.designs[design];
    expect(found?.requests).toMatchObject({ skipped: 0, indeterminate: 0 });
    expect(found?.requests.offeredPerSecond).toBeGreaterThan(400);
  }
}, 240_000);

it('counts a frozen balancer from the planned start, and sends all that was planned', async () => {
  // Ten seconds of the plateau, frozen from 2.5 to 7.5 s of them.
  const fromMs = 4000;
  const load = { ...SHORT_LOAD, ratePerSecond: 200, durationMs: 18_000, handOffShare: 0, signOutShare: 0 };
  const faults = [{ fault: 'balancer-pause', atMs: fromMs + 2500, forMs: 5000 }] as const;
  const { of, findings } = await runScenario(scenarioOf(['stateless'], { load, faults }), 1);
  const { trial } = of('stateless');
  const fromUs = trial.header.loadStartUs + fromMs * 1000;
  const ten = trial.operations.filter(
    ({ origin, intendedUs }) => origin === 'planned' && intendedUs >= fromUs && intendedUs < fromUs + 10e6,
  );
  const seconds = (of: (operation: (typeof ten)[number]) => number) =>
    ten.map((operation) => of(operation) / 1e6).sort((a, b) => a - b);
  const response = seconds(({ doneUs, intendedUs }) => doneUs - intendedUs);
  const service = seconds(({ doneUs, sentUs }) => doneUs - sentUs);
  const quantile = (values: readonly number[], q: number) => values[Math.floor(values.length * q)] ?? Number.NaN;
  expect(Math.abs(quantile(response, 0.75) - 2.5)).toBeLessThan(0.8);
  expect(Math.abs((response.at(-1) ?? 0) - 5)).toBeLessThan(0.8);
  expect(quantile(service, 0.5)).toBeLessThan(0.5);
  expect(findings.designs['stateless']?.requests).toMatchObject({ skipped: 0, indeterminate: 0 });
  expect(broken(of('stateless'))).toEqual([]);
}, 60_000);

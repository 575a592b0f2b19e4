import { expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import { drawPlan } from '../plan/plan.js';
import { DESIGNS } from '../scenario/designs.js';
import { discardedTrial } from './discarded.js';

const base = headerOf({}).scenario;
const scenario = {
  ...base,
  designs: [DESIGNS.stateless, DESIGNS.stateful],
  faults: [{ fault: 'node-kill', atMs: 10_000, node: 1 }] as const,
};

it('is a short one of the first design, without a fault, in which shoppers still get through', () => {
  const discarded = discardedTrial([scenario, { ...scenario, name: 'second' }], 2);
  expect(discarded?.design.name).toBe('stateless');
  expect(discarded?.scenario).toMatchObject({ name: scenario.name, faults: [] });
  const { load } = discarded?.scenario ?? scenario;
  expect(load.durationMs).toBeLessThan(scenario.load.durationMs);
  expect(drawPlan(load, 1, 0).operations).toBeGreaterThan(0);
  expect(drawPlan(load, 1, 0).hash).not.toBe(drawPlan(load, 1, 1).hash);
});

it('is never longer than the scenario, and none with one block', () => {
  const short = { ...scenario, load: { ...scenario.load, durationMs: 3000 } };
  expect(discardedTrial([short], 10)?.scenario.load.durationMs).toBe(3000);
  expect(discardedTrial([scenario], 1)).toBeNull();
});

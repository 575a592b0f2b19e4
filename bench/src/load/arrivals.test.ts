import { describe, expect, it } from 'vitest';
import { drawPlan, outlinePlan, type ShopperPlan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { type Arrivals, everybodyOf, partOf, THE_WHOLE } from './arrivals.js';

const load: LoadSpec = {
  ratePerSecond: 400,
  durationMs: 14_000,
  warmUpMs: 1000,
  thinkMs: 400,
  tabs: 2,
  handOffShare: 0.2,
  signOutShare: 0.1,
  heartbeats: 2,
  startOverShare: 0.8,
  timeoutMs: 10_000,
};
const plan = drawPlan(load, 3, 2);
const outline = outlinePlan(load, 3, 2);
const all = ({ count, shopper }: Arrivals): ShopperPlan[] => Array.from({ length: count }, (_, i) => shopper(i));

describe('arrivals', () => {
  it('drawn one by one are those of the plan that is drawn at once', () => {
    expect([outline.hash, outline.operations]).toEqual([plan.hash, plan.operations]);
    expect(all(partOf(outline, THE_WHOLE))).toEqual(plan.shoppers);
    expect(all(everybodyOf(plan))).toEqual(plan.shoppers);
  });

  it.each([2, 3, 7])('of %i parts are everybody, once each, in order', (of) => {
    const parts = Array.from({ length: of }, (_, index) => partOf(outline, { index, of }));
    const shoppers = parts.flatMap(all).sort((a, b) => a.shopper - b.shopper);
    expect(shoppers).toEqual(plan.shoppers);
    for (const part of parts) {
      const moments = all(part).map(({ arrivalUs }) => arrivalUs);
      expect(moments).toEqual(moments.map((_, i) => part.atUs(i)));
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
    }
  });

  it('may be fewer than parts', () => {
    const few = { ...outline, arrivalsUs: outline.arrivalsUs.slice(0, 2) };
    expect([0, 1, 2].map((index) => partOf(few, { index, of: 3 }).count)).toEqual([1, 1, 0]);
  });
});

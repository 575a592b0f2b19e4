import { describe, expect, it } from 'vitest';
import type { LoadSpec } from '../scenario/scenario.js';
import { createDice, shuffled } from './dice.js';
import { journeySteps, lastArrivalMs, longestJourneyMs, meanOperations } from './journey.js';
import { retryId } from './numbers.js';
import { drawPlan, type ShopperPlan } from './plan.js';

const load: LoadSpec = {
  ratePerSecond: 400,
  durationMs: 14_000,
  warmUpMs: 1000,
  thinkMs: 400,
  tabs: 1,
  handOffShare: 0.2,
  signOutShare: 0.1,
  heartbeats: 2,
  startOverShare: 0.8,
  timeoutMs: 10_000,
};
const lastOffsetUs = (plan: ShopperPlan) => plan.lanes[0]?.at(-1)?.offsetUs ?? 0;

describe('plan', () => {
  it('is the same for the same seed and block, and another for another', () => {
    expect(drawPlan(load, 1, 1)).toEqual(drawPlan(load, 1, 1));
    const hashes = [drawPlan(load, 1, 1), drawPlan(load, 2, 1), drawPlan(load, 1, 2)].map((plan) => plan.hash);
    expect(new Set(hashes).size).toBe(3);
  });

  it('has the hash that other machines get', () => {
    expect(drawPlan(load, 1, 1).hash).toMatchInlineSnapshot(
      `"8a15d78da0d7b4dac87b77ba8d321e1dd7a0ea66ca07994f4093fde7a50db5e9"`,
    );
  });

  it('gives every operation and every item a number of its own', () => {
    const { shoppers } = drawPlan(load, 3, 1);
    const operations = shoppers.flatMap((plan) => [...plan.lanes.flat(), ...(plan.restart ?? [])]);
    expect(new Set(operations.map((operation) => operation.id)).size).toBe(operations.length);
    const items = operations.flatMap((operation) => (operation.item === null ? [] : [operation.item]));
    expect(new Set(items).size).toBe(items.length);
    expect(items.length).toBeGreaterThan(1000);
  });

  it('lets everybody who arrives finish within the duration', () => {
    const { shoppers } = drawPlan(load, 4, 1);
    const ends = shoppers.map((plan) => plan.arrivalUs + lastOffsetUs(plan));
    expect(Math.max(...ends)).toBeLessThanOrEqual(load.durationMs * 1000);
    expect(Math.max(...shoppers.map(lastOffsetUs))).toBeLessThanOrEqual(longestJourneyMs(load) * 1000);
  });

  it('offers the rate once the arrivals have filled up', () => {
    const long = { ...load, durationMs: 120_000 };
    const { shoppers } = drawPlan(long, 5, 1);
    const from = longestJourneyMs(long) * 1000;
    const to = lastArrivalMs(long) * 1000;
    const starts = shoppers.flatMap((plan) =>
      plan.lanes.flat().map((operation) => plan.arrivalUs + operation.offsetUs),
    );
    const rate = starts.filter((at) => at >= from && at < to).length / ((to - from) / 1e6);
    expect(rate).toBeGreaterThan(400 * 0.95);
    expect(rate).toBeLessThan(400 * 1.05);
  });

  it('draws the shares that the scenario asks for, and a branch for those who start over', () => {
    const { shoppers, operations } = drawPlan({ ...load, durationMs: 60_000 }, 6, 1);
    const share = (test: (plan: ShopperPlan) => boolean) => shoppers.filter(test).length / shoppers.length;
    const has = (step: string) => (plan: ShopperPlan) => plan.lanes.flat().some((operation) => operation.step === step);
    expect(share(has('claim'))).toBeCloseTo(0.2, 1);
    expect(share(has('signOut'))).toBeCloseTo(0.1, 1);
    expect(share((plan) => plan.restart !== null)).toBeCloseTo(0.8, 1);
    expect(operations / shoppers.length).toBeCloseTo(meanOperations(load), 0);
  });

  it('does not change a journey when only the share of those who start over changes', () => {
    const one = drawPlan(load, 7, 1).shoppers.map((plan) => plan.lanes);
    const other = drawPlan({ ...load, startOverShare: 0 }, 7, 1).shoppers;
    expect(other.map((plan) => plan.lanes)).toEqual(one);
    expect(other.every((plan) => plan.restart === null)).toBe(true);
  });

  it.each([2, 4, 8])(
    'chooses the plan in %i tabs at once, after the sign-in, and changes nobody else’s journey',
    (tabs) => {
      const alone = drawPlan(load, 7, 1).shoppers;
      const { shoppers, operations } = drawPlan({ ...load, tabs }, 7, 1);
      expect(operations / shoppers.length).toBeCloseTo(meanOperations({ ...load, tabs }), 0);
      expect(operations).toBe(shoppers.flatMap((plan) => plan.lanes.flat()).length);
      for (const { shopper, lanes, restart } of shoppers) {
        const [journey = [], ...others] = lanes;
        if (alone[shopper] !== undefined)
          expect([journey, restart]).toEqual([alone[shopper].lanes[0], alone[shopper].restart]);
        const own = journey.find(({ step }) => step === 'plan');
        const signIn = journey.find(({ step }) => step === 'signIn');
        expect(others).toHaveLength(tabs - 1);
        const logOut = journey.find(({ step }) => step === 'signOut');
        const beside = others.flatMap((tab) => tab.slice(1));
        expect(beside.map(({ step, offsetUs, jar }) => [step, offsetUs, jar])).toEqual(
          logOut === undefined ? [] : [['watch', logOut.offsetUs, logOut.jar]],
        );
        expect(others.slice(1).every((tab) => tab.length === 1)).toBe(true);
        for (const tab of others) {
          expect(tab[0]).toMatchObject({ step: 'plan', jar: 0, offsetUs: own?.offsetUs });
          expect(tab[0]?.offsetUs).toBeGreaterThan(signIn?.offsetUs ?? 0);
        }
      }
      const all = shoppers.flatMap((plan) => [...plan.lanes.flat(), ...(plan.restart ?? [])]);
      const ids = all.flatMap(({ id }) => [id, retryId(id)]);
      const items = all.flatMap(({ item }) => item ?? []);
      expect([new Set(ids).size, new Set(items).size]).toEqual([ids.length, items.length]);
    },
  );

  it('hands over to the laptop between code and claim', () => {
    const steps = journeySteps(load, { handOff: true, signOut: false });
    const claim = steps.findIndex(({ step }) => step === 'claim');
    expect(steps[claim - 1]).toEqual({ step: 'handOff', jar: 0 });
    expect(steps.slice(claim).every(({ jar }) => jar === 1)).toBe(true);
  });
});

describe('dice', () => {
  it('shuffles without losing anybody, the same way for the same seed', () => {
    const order = shuffled(['a', 'b', 'c', 'd'], createDice(1, 'order'));
    expect([...order].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(shuffled(['a', 'b', 'c', 'd'], createDice(1, 'order'))).toEqual(order);
  });
});

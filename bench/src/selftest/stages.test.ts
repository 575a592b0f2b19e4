/** What the stages order, by their plans alone: enough of everything, and nothing that would blur a truth. */
import { describe, expect, it } from 'vitest';
import type { OperationRecord, Outcome } from '../history/records.js';
import { samplesNeeded } from '../stats/histogram.js';
import { anomaliesStage, fateOf } from './anomalies.js';
import { constantStage } from './constant.js';
import { deathsStage, latenessNear, windowsOf } from './deaths.js';
import { startsOf } from './planned.js';
import { STALL_MS, stallStage } from './stall.js';
import { predictedMs, predictStall } from './stall-model.js';

describe('the constant server', () => {
  it.each([
    [false, 0.99],
    [true, 0.95],
  ])('has nobody arrive in what is judged, and samples enough (quick: %s)', (quick, quantile) => {
    const { plan, load } = constantStage(quick).experiment;
    const judged = startsOf(plan).filter(({ intendedUs }) => intendedUs >= load.warmUpMs * 1000);
    expect(judged.filter(({ step }) => step === 'open')).toEqual([]);
    expect(judged.length).toBeGreaterThan(samplesNeeded(quantile));
  });
});

describe('the stall', () => {
  it('shows in the response time and hardly in the service time, by the plan', () => {
    const { plan, orders } = stallStage().experiment;
    const server = {
      atOperation: orders.stall?.atOperation ?? -1,
      stallUs: STALL_MS * 1000,
      serviceUs: orders.delayUs,
    };
    const predicted = predictStall(plan, server);
    expect(plan.operations).toBeGreaterThan(samplesNeeded(0.99));
    expect(predictedMs(predicted?.responseUs ?? [], 0.99)).toBeGreaterThan(STALL_MS / 2);
    expect(predictedMs(predicted?.serviceUs ?? [], 0.99)).toBe(orders.delayUs / 1000);
  });
});

describe('the deaths', () => {
  const { plan, orders } = deathsStage().experiment;
  const { silence, cut } = windowsOf(plan);
  const { refused } = silence;
  const groups = orders.deaths.map(({ operations }) => operations);
  const shopperOf = new Map(startsOf(plan).map(({ id, shopper }) => [id, shopper]));

  it('meet operations of different shoppers, each only once', () => {
    const all = [...groups, refused.map(({ id }) => id)];
    for (const group of all) {
      expect(group.length).toBeGreaterThan(5);
      expect(new Set(group.map((id) => shopperOf.get(id))).size).toBe(group.length);
    }
    expect(new Set(all.flat()).size).toBe(all.flat().length);
  });

  it('cut no sign-in, so that everybody comes through', () => {
    expect(cut.map(({ step }) => step)).not.toContain('signIn');
  });

  it('close and open the port when nobody is near, and open it before anybody repeats', () => {
    const { afterOperation = -1, forMs = 0 } = orders.silence ?? {};
    const starts = startsOf(plan);
    const closesUs = starts.find(({ id }) => id === afterOperation)?.intendedUs ?? 0;
    for (const { id, intendedUs } of starts) {
      if (id === afterOperation) continue;
      for (const momentUs of [closesUs, closesUs + forMs * 1000]) {
        expect(Math.abs(intendedUs - momentUs)).toBeGreaterThan(10_000);
      }
    }
    expect(Math.min(...refused.map(({ retryAfterUs }) => retryAfterUs))).toBeGreaterThan(forMs * 1000);
  });
});

describe('the silence of a port', () => {
  const { silence } = windowsOf(deathsStage().experiment.plan);
  const loadStartUs = 5_000_000;
  const operation = (intendedUs: number, lateUs: number, outcome: Outcome = 'ok'): OperationRecord =>
    ({
      origin: 'planned',
      outcome,
      intendedUs: loadStartUs + intendedUs,
      sentUs: loadStartUs + intendedUs + (outcome === 'ok' ? 0 : lateUs),
      doneUs: loadStartUs + intendedUs + lateUs,
    }) as OperationRecord;
  const { after, forUs, marginUs } = silence;

  it('is in doubt when somebody near to it was later than its margin', () => {
    const near = after.intendedUs + forUs / 2;
    expect(latenessNear(silence, loadStartUs, [operation(near, marginUs, 'fail')])).toBeNull();
    expect(latenessNear(silence, loadStartUs, [operation(near, marginUs + 1, 'fail')])).toContain('busy');
    expect(latenessNear(silence, loadStartUs, [operation(after.intendedUs, marginUs + 1)])).toContain('busy');
  });

  it('is in doubt when somebody who came long before was still under way', () => {
    expect(latenessNear(silence, loadStartUs, [operation(after.intendedUs - 500_000, 600_000)])).toContain('600 ms');
    expect(latenessNear(silence, loadStartUs, [operation(after.intendedUs - 500_000, 200_000)])).toBeNull();
  });

  it('is in no doubt because of who was late at another time', () => {
    expect(latenessNear(silence, loadStartUs, [operation(after.intendedUs + 1_000_000, 900_000)])).toBeNull();
  });
});

describe('the anomalies', () => {
  const { plan, orders } = anomaliesStage().experiment;

  it('come several of each, and leave shoppers alone', () => {
    for (const ids of [orders.forget, orders.drop, orders.leak, orders.twice]) expect(ids.length).toBeGreaterThan(3);
    expect(plan.shoppers.filter(({ shopper }) => fateOf(shopper) === 'unharmed').length).toBeGreaterThan(3);
  });

  it('leak the session of an owner who was answered before', () => {
    const at = new Map(startsOf(plan).map(({ id, intendedUs }) => [id, intendedUs]));
    for (const { operation, like } of orders.leak) {
      expect((at.get(operation) ?? 0) - (at.get(like) ?? 0)).toBeGreaterThan(100_000);
    }
  });
});

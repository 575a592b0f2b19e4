import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { fitScaling, type ScalingPoint, scaled } from './scalability.js';

const NODES = [1, 2, 3, 4, 6, 8];

function pointsOf(law: { perNode: number; contention: number; coherency: number }, nodes = NODES): ScalingPoint[] {
  return nodes.map((count) => ({ nodes: count, perSecond: scaled(law, count) }));
}
const squares = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);

describe('the law', () => {
  it('is linear without contention, Amdahl’s with it, and falls again where nodes have to agree', () => {
    expect(scaled({ perNode: 100, contention: 0, coherency: 0 }, 8)).toBe(800);
    expect(scaled({ perNode: 100, contention: 0.1, coherency: 0 }, 11)).toBe(550);
    // Largest at sqrt((1 − 0.1) / 0.01), between 9 and 10.
    const law = { perNode: 100, contention: 0.1, coherency: 0.01 };
    const rates = Array.from({ length: 20 }, (_, index) => scaled(law, index + 1));
    expect(rates.indexOf(Math.max(...rates)) + 1).toBe(9);
    expect(fitScaling(pointsOf(law))?.peakNodes).toBeCloseTo(Math.sqrt(90), 6);
  });
});

describe('the fit', () => {
  it('finds the law that made the points', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: 50_000, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (perNode, contention, coherency) => {
          const fit = fitScaling(pointsOf({ perNode, contention, coherency }));
          expect(fit?.perNode).toBeCloseTo(perNode, 3);
          expect(fit?.contention).toBeCloseTo(contention, 6);
          expect(fit?.coherency).toBeCloseTo(coherency, 6);
          expect(fit?.residualSpread).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('is better than any law near it, also where a parameter stands at 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
        const dice = createDice('scalability', seed);
        const noisy = NODES.flatMap((nodes) =>
          Array.from({ length: 3 }, () => ({
            nodes,
            perSecond:
              scaled({ perNode: 1000, contention: 0.01, coherency: 0.001 }, nodes) * (0.9 + 0.2 * dice.float()),
          })),
        );
        const fit = fitScaling(noisy);
        if (fit === null) throw new Error('no fit');
        expect(Math.min(fit.contention, fit.coherency)).toBeGreaterThanOrEqual(0);
        for (let attempt = 0; attempt < 20; attempt += 1) {
          const near = {
            perNode: fit.perNode * (0.95 + 0.1 * dice.float()),
            contention: Math.max(0, fit.contention + 0.02 * (dice.float() - 0.5)),
            coherency: Math.max(0, fit.coherency + 0.004 * (dice.float() - 0.5)),
          };
          const others = noisy.map(({ nodes, perSecond }) => perSecond / scaled(near, nodes) - 1);
          expect(squares(fit.residuals)).toBeLessThanOrEqual(squares(others) + 1e-12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('calls a cluster that gains by sharing linear, and leaves the gain in the residuals', () => {
    const fit = fitScaling([1, 2, 3, 4].map((nodes) => ({ nodes, perSecond: 100 * nodes * (1 + 0.05 * (nodes - 1)) })));
    expect(fit).toMatchObject({ contention: 0, coherency: 0, peakNodes: null });
    expect(fit?.residuals[3]).toBeGreaterThan(0.05);
    expect(fit?.residualSpread).toBeGreaterThan(0.05);
  });

  it('needs as many different numbers of nodes as it has parameters, and one point more for a spread', () => {
    const law = { perNode: 100, contention: 0.1, coherency: 0.01 };
    expect(fitScaling(pointsOf(law, [1, 1, 2, 2]))).toBeNull();
    expect(fitScaling(pointsOf(law, [1, 2, 3]))?.residualSpread).toBeNull();
    expect(fitScaling(pointsOf(law, [1, 2, 3, 4]))?.residualSpread).toBeCloseTo(0, 9);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { holm } from './holm.js';

describe("Holm's correction", () => {
  it('is that of a worked example', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.7, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('keeps the order, and lowers no value', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
        const corrected = holm(pValues);
        pValues.forEach((p, i) => {
          expect(corrected[i]).toBeGreaterThanOrEqual(p);
          pValues.forEach((other, j) => {
            if (p < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j] as number);
          });
        });
      }),
    );
  });

  it('finds anything at all in nothing as rarely as one test does: in 5 % of 4,000 families of nine', () => {
    const dice = createDice('holm');
    const families = Array.from({ length: 4000 }, () => Array.from({ length: 9 }, () => dice.float()));
    const share = (correct: (p: readonly number[]) => readonly number[]) =>
      families.filter((family) => correct(family).some((p) => p < 0.05)).length / families.length;
    expect(share(holm)).toBeLessThan(0.06);
    expect(share(holm)).toBeGreaterThan(0.04);
    // Without it, more than a third of them would.
    expect(share((p) => p)).toBeGreaterThan(0.33);
  });
});

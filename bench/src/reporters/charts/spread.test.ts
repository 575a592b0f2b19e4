import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from './spread.js';

describe('labels are spread', () => {
  it('leaves alone what does not overlap', () => {
    expect(spread([10, 50, 90], 20, 0, 100)).toEqual([10, 50, 90]);
  });

  it('moves neighbours apart around their mean', () => {
    expect(spread([50, 50], 20, 0, 100)).toEqual([40, 60]);
  });

  it('keeps distance, order and, where they fit, the bounds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 250 }), { minLength: 1, maxLength: 9 }), (positions) => {
        const placed = spread(
          positions.sort((a, b) => a - b),
          20,
          0,
          200,
        );
        placed.forEach((place, i) => {
          if (i > 0) expect(place - (placed[i - 1] ?? 0)).toBeGreaterThanOrEqual(20 - 1e-9);
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(200 + 1e-9);
        });
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { studentHalfWidth, studentUpperTail } from './student.js';

describe("Student's t", () => {
  // Printed tables: two-sided 95 % and 99 %.
  it.each([
    [1, 12.7062, 63.6567],
    [2, 4.3027, 9.9248],
    [4, 2.7764, 4.6041],
    [9, 2.2622, 3.2498],
    [19, 2.093, 2.8609],
    [30, 2.0423, 2.75],
    [120, 1.9799, 2.6174],
  ])('has the quantiles of the printed table with %i degrees of freedom', (degrees, at95, at99) => {
    expect(studentHalfWidth(0.95, degrees)).toBeCloseTo(at95, 4);
    expect(studentHalfWidth(0.99, degrees)).toBeCloseTo(at99, 4);
  });

  it('has tails that fit its quantiles', () => {
    for (const degrees of [1, 4, 9, 40])
      expect(studentUpperTail(studentHalfWidth(0.99, degrees), degrees)).toBeCloseTo(0.005, 8);
    expect(studentUpperTail(0, 7)).toBeCloseTo(0.5, 8);
  });
});

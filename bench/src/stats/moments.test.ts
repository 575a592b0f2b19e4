import { expect, it } from 'vitest';
import { meanOf, medianOf, standardDeviation } from './moments.js';

it('the median of an even number is between the two in the middle', () => {
  expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(() => medianOf([])).toThrow(RangeError);
});

it('the spread is that of a sample, and one value has none', () => {
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2.13809, 5);
  expect(() => standardDeviation([1])).toThrow('one value has no spread');
  expect(() => meanOf([])).toThrow('nothing has no mean');
});

import { describe, expect, it } from 'vitest';
import { pauseBefore } from './reconnect.js';

const lowest = (): number => 0;
const highest = (limit: number): number => limit - 1;

describe('the pause before an attempt to connect', () => {
  it.each([
    [1, 25, 50],
    [2, 50, 100],
    [3, 100, 200],
    [4, 200, 400],
    [5, 200, 400],
    [5000, 200, 400],
  ])('number %i is thrown between %i and %i ms', (attempt, from, to) => {
    expect(pauseBefore(attempt, lowest)).toBe(from);
    expect(pauseBefore(attempt, highest)).toBe(to);
  });
});

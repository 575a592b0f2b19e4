import { expect, it } from 'vitest';
import { Deadlines } from './deadlines.js';

it('gives up what was not met in time, and nothing else', () => {
  const deadlines = new Deadlines();
  const gaveUp: number[] = [];
  const met = Array.from({ length: 5000 }, (_, i) => deadlines.set(100 + i, () => gaveUp.push(i)));
  for (const [i, meet] of met.entries()) if (i % 1000 !== 7) meet();
  expect(deadlines.nextUs).toBe(107);
  deadlines.runDue(106);
  expect(gaveUp).toEqual([]);
  deadlines.runDue(3107);
  expect(gaveUp).toEqual([7, 1007, 2007, 3007]);
  expect(deadlines.nextUs).toBe(4107);
  met[4007]?.();
  expect(deadlines.nextUs).toBe(Number.POSITIVE_INFINITY);
});

it('goes on after a giving up that sets a new one', () => {
  const deadlines = new Deadlines();
  const gaveUp: string[] = [];
  deadlines.set(1, () => {
    gaveUp.push('first');
    deadlines.set(2, () => gaveUp.push('second'));
  });
  deadlines.runDue(1);
  expect(gaveUp).toEqual(['first']);
  deadlines.runDue(2);
  expect(gaveUp).toEqual(['first', 'second']);
});

import { expect, it } from 'vitest';
import { statusOf } from './capacity.js';

it.each([
  [null, false, 'complete'],
  [null, true, 'complete'],
  [new Error('the signal'), true, 'interrupted'],
  [new Error('a node died'), false, 'failed'],
] as const)('what became of a search for capacity: failure %s, interrupted %s: %s', (failure, interrupted, status) => {
  expect(statusOf(failure, interrupted)).toBe(status);
});

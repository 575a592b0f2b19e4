import { expect, it } from 'vitest';
import { rollDice } from './dice.js';

it('draws births fit for a header, and items of people far above those of plans', () => {
  const { newBirth, newCode, newItem } = rollDice(
    (size) => Buffer.alloc(size, 255),
    (limit) => limit - 1,
  );
  expect(newBirth()).toMatch(/^[\w-]{16}$/);
  expect(newCode()).toBe('999999');
  expect(newItem()).toBeGreaterThanOrEqual(1e9);
  expect(Number.isSafeInteger(newItem())).toBe(true);
});

import { expect, it } from 'vitest';
import { Dialer } from './dialer.js';

it('opens a handful at a time, in order, and lets others have their turn between two', async () => {
  const dialer = new Dialer();
  const opened: number[] = [];
  const perTurn: number[] = [];
  for (let i = 0; i < 100; i += 1) dialer.dial(() => opened.push(i));
  for (let before = 0; opened.length < 100; ) {
    perTurn.push(opened.length - before);
    before = opened.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(opened).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(16);
  expect(perTurn[0]).toBe(16);
});

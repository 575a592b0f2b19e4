import { expect, it } from 'vitest';
import { differences } from './differences.js';

it('names every place that differs, and nothing else', () => {
  const one = { a: 1, b: { c: [1, 2], d: null }, e: 'x' };
  expect(differences(one, structuredClone(one))).toEqual([]);
  expect(differences(one, { a: 1, b: { c: [1, 3, 4], d: 0 }, f: true })).toEqual([
    { path: 'b.c.1', recorded: '2', recomputed: '3' },
    { path: 'b.c.2', recorded: 'nothing', recomputed: '4' },
    { path: 'b.d', recorded: 'null', recomputed: '0' },
    { path: 'e', recorded: '"x"', recomputed: 'nothing' },
    { path: 'f', recorded: 'nothing', recomputed: 'true' },
  ]);
});

import { expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import { DESIGNS } from '../scenario/designs.js';
import { blockOrder } from './run.js';

const scenario = {
  ...headerOf({}).scenario,
  designs: [DESIGNS.stateful, DESIGNS.stateless, DESIGNS['stateless-sticky']],
};
const BLOCKS = Array.from({ length: 600 }, (_, i) => i + 1);
const orderOf = (seed: number, block: number): string =>
  blockOrder(scenario, seed, block)
    .map(({ name }) => name)
    .join(' ');

it('runs the designs of a block in any order, each as often as the others, and the same for the same seed', () => {
  const counts = new Map<string, number>();
  for (const block of BLOCKS) counts.set(orderOf(1, block), (counts.get(orderOf(1, block)) ?? 0) + 1);
  expect(counts.size).toBe(6);
  // A hundred are expected of each; 99.9 % of all such counts lie within four deviations of nine.
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(37);
  expect(BLOCKS.map((block) => orderOf(1, block))).toEqual(BLOCKS.map((block) => orderOf(1, block)));
  expect(BLOCKS.map((block) => orderOf(2, block))).not.toEqual(BLOCKS.map((block) => orderOf(1, block)));
  const another = { ...scenario, name: 'another' };
  expect(
    BLOCKS.some((block) => blockOrder(another, 1, block)[0]?.name !== blockOrder(scenario, 1, block)[0]?.name),
  ).toBe(true);
});

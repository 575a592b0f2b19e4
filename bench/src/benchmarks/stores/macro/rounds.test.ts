import { describe, expect, it } from 'vitest';
import { MIXES } from '../../closed-loop/mixes.js';
import { cellKey } from './figures.js';
import { COMPARED, macroSeconds, SIZES, scheduleOf, slicesOf } from './rounds.js';

const whole = scheduleOf(false, null);
const quick = scheduleOf(true, null);

describe('the rounds', () => {
  it('measure every design in every cell, once a round', () => {
    const slices = slicesOf(whole, 1);
    expect(slices).toHaveLength(5 * MIXES.length * SIZES.length * COMPARED.length);
    for (let round = 1; round <= 5; round += 1) {
      const ofRound = slices.filter((slice) => slice.round === round);
      expect(new Set(ofRound.map(cellKey)).size).toBe(MIXES.length * SIZES.length * COMPARED.length);
    }
  });

  it('keep the designs of a cell beside each other, in an order that changes from cell to cell', () => {
    const slices = slicesOf(whole, 1);
    const orders = new Set<string>();
    for (let first = 0; first < slices.length; first += COMPARED.length) {
      const group = slices.slice(first, first + COMPARED.length);
      expect(new Set(group.map(({ mix, items, round }) => `${mix} ${items} ${round}`)).size).toBe(1);
      expect(group.map(({ design }) => design).toSorted()).toEqual([...COMPARED].sort());
      orders.add(group.map(({ design }) => design).join());
    }
    expect(orders.size).toBeGreaterThan(20);
  });

  it('are the same for the same seed, and others for another', () => {
    expect(slicesOf(whole, 7)).toEqual(slicesOf(whole, 7));
    expect(slicesOf(whole, 7)).not.toEqual(slicesOf(whole, 8));
  });

  it('hold the promises’ mix at every size when they are quick, too', () => {
    const sizes = quick.cells.flatMap(({ mix, items }) => (mix === 'read-heavy' ? [items] : []));
    expect(sizes).toEqual([...SIZES]);
    expect(new Set(quick.cells.map(({ mix }) => mix))).toEqual(new Set(MIXES));
    expect(quick.rounds).toBe(3);
  });

  it('are as many as the person wants', () => {
    expect(scheduleOf(false, 11).rounds).toBe(11);
    expect(macroSeconds(scheduleOf(false, 10))).toBeGreaterThan(1.8 * macroSeconds(whole));
  });
});

import { formatRanges, parseRanges } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachItem, someItem } from './item-ranges.js';

const itemsOf = (ranges: string): number[] => {
  const items: number[] = [];
  eachItem(ranges, (item) => items.push(item));
  return items;
};

describe('walking ranges', () => {
  it('visits what parsing lists, in its order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), (items) => {
        const ranges = formatRanges(items);
        expect(itemsOf(ranges)).toEqual(parseRanges(ranges));
      }),
    );
  });

  it('ends with the first item that passes', () => {
    const visited: number[] = [];
    expect(someItem('1-3,7', (item) => visited.push(item) === 2)).toBe(true);
    expect(visited).toEqual([1, 2]);
    expect(someItem('1-3,7', (item) => item === 5)).toBe(false);
  });

  it.each([
    '7-3',
    '1-4000000000',
    'a',
    '1.5',
    '99999999999999999999',
    Array(400).fill('1-1000000').join(),
    '5,1-1000000',
  ])('refuses "%s" as parsing does', (ranges) => {
    expect(() => parseRanges(ranges)).toThrow(SyntaxError);
    expect(() => itemsOf(ranges)).toThrow(SyntaxError);
  });
});

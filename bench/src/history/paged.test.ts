import { formatRanges, parseRanges } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachItem, someItem } from './item-ranges.js';
import { BlockNumbers, DenseNumbers, IdSet, PagedNumbers } from './paged.js';

const near = fc.nat({ max: 100 });
const id = fc.oneof(
  near,
  fc.nat(),
  near.map((n) => 1e12 + n),
);
const value = fc.integer({ min: 1, max: 65_535 });

describe('numbers by id', () => {
  it.each([
    ['in pages', PagedNumbers, id],
    ['in blocks', BlockNumbers, id],
    ['close together', DenseNumbers, fc.nat({ max: 100_000 })],
  ] as const)('%s are what was set first, and 0 elsewhere', (_how, Numbers, ids) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(ids, value), { selector: ([of]) => of }), fc.array(ids), (set, others) => {
        const numbers = new Numbers();
        for (const [of, each] of set) numbers.set(of, each);
        const known = new Map(set);
        for (const of of [...known.keys(), ...others]) expect(numbers.get(of)).toBe(known.get(of) ?? 0);
      }),
    );
  });

  it('form a set', () => {
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const [set, known] = [new IdSet(), new Set<number>()];
        for (const each of ids) {
          expect([set.has(each), set.add(each)]).toEqual([known.has(each), !known.has(each)]);
          known.add(each);
        }
      }),
    );
  });
});

describe('items of ranges', () => {
  it('are those that a parser lists', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(near, fc.nat())), (numbers) => {
        const text = formatRanges(numbers);
        const walked: number[] = [];
        eachItem(text, (item) => walked.push(item));
        expect(walked).toEqual(parseRanges(text));
        const [last = -1] = walked.slice(-1);
        expect(someItem(text, (item) => item === last)).toBe(walked.length > 0);
      }),
    );
  });

  it.each(['a', '1;2', '1 - 2', '1.5'])('refuse "%s"', (text) => {
    expect(() => eachItem(text, () => {})).toThrow(SyntaxError);
  });
});

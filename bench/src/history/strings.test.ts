/** Every string comes back as it was, under one number, in whichever thread. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LastStrings } from './last-strings.js';
import { EMPTY_STRING, StringTable } from './strings.js';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme-ascii', minLength: 250, maxLength: 260 }),
  fc.constantFrom('', 'k', 'ok', 'Schlüssel', '\ud800'),
);
const ASCII = /^[\0-\x7f]*$/;

describe('a table of strings', () => {
  it('gives each string one number, also where it is told its bytes, and gives it back', () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const table = new StringTable();
        const numbers = texts.map((each) => table.numberOf(each));
        expect(numbers.map((number) => table.stringOf(number))).toEqual(texts);
        expect(texts.map((each) => table.numberOf(each))).toEqual(numbers);
        expect(new Set(numbers).size).toBe(new Set(texts).size);
        for (const [i, each] of texts.entries()) {
          if (!ASCII.test(each)) continue;
          const bytes = Buffer.from(`<${each}>`);
          expect(table.numberOfBytes(bytes, 1, bytes.length - 1)).toBe(numbers[i]);
        }
        table.close();
        const elsewhere = new StringTable(structuredClone(table.written));
        expect(numbers.map((number) => elsewhere.stringOf(number))).toEqual(texts);
      }),
    );
  });

  it('holds more than a page of them, and finds each again', () => {
    const table = new StringTable();
    const long = (i: number) => `${'x'.repeat(200)}${i}`;
    const numbers = Array.from({ length: 12_000 }, (_, i) => table.numberOf(long(i)));
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const [i, number] of numbers.entries()) {
      expect([table.stringOf(number), table.numberOf(long(i))]).toEqual([long(i), number]);
    }
  });

  it('names nothing by 0, and the empty string always by the same number', () => {
    const table = new StringTable();
    expect([table.numberOf(null), table.stringOf(0), table.stringOf(99)]).toEqual([0, null, null]);
    expect([table.numberOf(''), table.numberOfBytes(Buffer.from('a'), 1, 1)]).toEqual([EMPTY_STRING, EMPTY_STRING]);
  });

  it('takes nothing more once it is closed', () => {
    const table = new StringTable();
    const number = table.numberOf('k');
    table.close();
    expect(() => table.numberOf('other')).toThrow('closed');
    expect(() => table.numberOf('Schlüssel')).toThrow('closed');
    expect(table.stringOf(number)).toBe('k');
  });
});

it('the last string of each is that of the table', () => {
  const whose = fc.oneof(fc.nat(3), fc.constantFrom(5000, 2 ** 31));
  fc.assert(
    fc.property(fc.array(fc.tuple(whose, fc.constantFrom('', 'k1', 'k2', 'k3'))), (uses) => {
      const table = new StringTable();
      const last = new LastStrings(table);
      for (const [each, used] of uses) {
        const bytes = Buffer.from(used);
        const number = last.numberOfBytes(each, bytes, 0, bytes.length);
        expect([number, table.stringOf(number)]).toEqual([last.numberOf(each, used), used]);
      }
    }),
  );
});

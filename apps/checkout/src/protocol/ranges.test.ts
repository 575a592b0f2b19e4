import { describe, expect, it } from 'vitest';
import { formatRanges, parseRanges } from './ranges.js';

describe('ranges', () => {
  it.each<[number[], string]>([
    [[], ''],
    [[5], '5'],
    [[3, 4, 5, 6, 7, 9], '3-7,9'],
    [[9, 3, 5, 4, 3, 9], '3-5,9'],
    [[0, 1, 1e9, 1e9 + 1], '0-1,1000000000-1000000001'],
    [[10, 9, 100], '9-10,100'],
  ])('of %j are "%s", there and back', (numbers, text) => {
    expect(formatRanges(numbers)).toBe(text);
    expect(parseRanges(text)).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it.each(['a', '1-', '-1', '1,,2', '1 - 2', '1.5', ','])('refuse "%s"', (text) => {
    expect(() => parseRanges(text)).toThrow(SyntaxError);
  });

  it('refuse to be wider than any session', () => {
    expect(parseRanges('1-1000000')).toHaveLength(1e6);
    expect(() => parseRanges('1-4000000000')).toThrow('range of more than 1000000 items: "1-4000000000"');
  });

  it('refuse to be more than any session holds, in all', () => {
    expect(parseRanges('1-999999,2000000')).toHaveLength(1e6);
    expect(() => parseRanges('1-999999,2000000-2000001')).toThrow(
      'ranges of more than 1000000 items in all: "2000000-2000001" is one too many',
    );
    expect(() => parseRanges(Array(400).fill('1-1000000').join())).toThrow(SyntaxError);
  });

  it.each(['99999999999999999999', '9007199254740992', '1-9007199254740993'])(
    'refuse what is no item number: %s',
    (text) => expect(() => parseRanges(text)).toThrow(`no item number: "${text}"`),
  );

  it('refuse to run backwards', () => {
    expect(() => parseRanges('7-3')).toThrow('range runs backwards');
  });
});

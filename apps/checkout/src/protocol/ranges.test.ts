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

  it('refuse to run backwards', () => {
    expect(() => parseRanges('7-3')).toThrow('range runs backwards');
  });
});

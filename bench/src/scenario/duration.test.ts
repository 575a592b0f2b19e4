import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DURATION_PATTERN, formatDuration, parseDuration } from './duration.js';

describe('durations', () => {
  it.each([
    ['6 s', 6000],
    ['6s', 6000],
    ['500 ms', 500],
    ['0.55 s', 550],
    ['15 min', 900_000],
    ['1 h', 3_600_000],
    ['0 s', 0],
    ['6', null],
    ['-6 s', null],
    ['6 sec', null],
    ['0.5 ms', null],
    ['1e3 s', null],
    ['', null],
    ['99999999999999999 h', null],
  ])('reads %j as %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('reads what it writes, and the schema allows it', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), (ms) => {
        const text = formatDuration(ms);
        expect(parseDuration(text)).toBe(ms);
        expect(text).toMatch(new RegExp(DURATION_PATTERN));
      }),
    );
  });
});

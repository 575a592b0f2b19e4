import { describe, expect, it } from 'vitest';
import { bytes, count, duration, interval, milliseconds, percent, seconds } from './figures.js';

describe('figures', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.246, '24.6 %'],
    // Neither may look like a true 0 or a true 1.
    [0.00001, '< 0.01 %'],
    [0.0005, '0.05 %'],
    [0.99996, '> 99.99 %'],
    [0.9996, '99.96 %'],
    [null, '–'],
  ])('writes the share %s as %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.04, '0.04'],
    [0.83, '0.8'],
    [7, '7'],
    [9.97, '10'],
    [1042.4, '1,042'],
    [null, '–'],
  ])('writes %s milliseconds as %s', (value, text) => {
    expect(milliseconds(value)).toBe(text);
  });

  it('writes counts, times and memory', () => {
    expect([count(6034), seconds(9.5), seconds(null)]).toEqual(['6,034', '9.5', '–']);
    expect([duration(14.4), duration(180), duration(200)]).toEqual(['14 s', '3 min', '3 min 20 s']);
    expect([interval([6, 9.5]), interval(null)]).toEqual(['6–9.5 s', '–']);
    expect([bytes(12), bytes(3_400_000), bytes(25_769_803_776), bytes(null)]).toEqual(['12 B', '3.2 MB', '24 GB', '–']);
  });
});

import { describe, expect, it } from 'vitest';
import { atLeast, atMost, exactly, identical, theSame, within } from './truth.js';
import { quantileOf } from './witness.js';

describe('a truth', () => {
  it('is found by its count, and by nothing near to it', () => {
    expect(exactly('lost', 7, 7).verdict).toBe('ok');
    for (const measured of [6, 8, null]) expect(exactly('lost', 7, measured).verdict).toBe('wrong');
  });

  it('is found by its names, not by their number', () => {
    expect(theSame('cut', [1, 2, 3], [3, 1, 2]).verdict).toBe('ok');
    expect(theSame('cut', [1, 2, 3], [1, 2, 4])).toMatchObject({
      verdict: 'wrong',
      note: 'missing: 3; not wanted: 4',
    });
    // Twice the same is one too many.
    expect(theSame('cut', [1, 2], [1, 2, 2]).verdict).toBe('wrong');
    expect(theSame('cut', [1, 2, 3, 4, 5, 6, 7], []).note).toBe('missing: 1, 2, 3, 4, 5 and 2 more; not wanted: none');
  });

  it.each([
    [50, 50.5, 'ok', 'at the bound'],
    [50, 49.5, 'ok', 'and the other one'],
    [50, 50.51, 'wrong', 'beyond it'],
    [1000, 1010, 'ok', 'one per cent is the wider bound'],
    [1000, 1010.1, 'wrong', 'beyond that'],
    [50, null, 'wrong', 'not measured'],
  ] as const)('of %f ms is missed or met by %f ms: %s, %s', (wanted, measured, verdict, _why) => {
    expect(within('p50', wanted, measured, { share: 0.01, ms: 0.5 }).verdict).toBe(verdict);
  });

  it('that could not be established is unknown where it is not met, and says why', () => {
    const tolerance = { share: 0, ms: 1 };
    expect(within('p50', 50, 60, tolerance, 'busy')).toMatchObject({ verdict: 'unknown', note: 'busy' });
    expect(within('p50', 50, 50.9, tolerance, 'busy')).toMatchObject({ verdict: 'ok', note: null });
    expect(atMost('p99', 25, 26, 'busy').verdict).toBe('unknown');
    expect([atMost('p99', 25, 25).verdict, atMost('p99', 25, 26).verdict]).toEqual(['ok', 'wrong']);
  });

  it('of a clause takes one birth at least', () => {
    expect([atLeast('clause', 1, 1).verdict, atLeast('clause', 1, 0).verdict]).toEqual(['ok', 'wrong']);
    expect(identical('hash', 'a', 'b').verdict).toBe('wrong');
  });
});

describe('a quantile of what the server saw', () => {
  it('is a value that was there', () => {
    expect([0, 0.5, 0.75, 1].map((share) => quantileOf([1, 2, 3, 4], share))).toEqual([1, 2, 3, 4]);
    expect(quantileOf([], 0.5)).toBeNull();
  });
});

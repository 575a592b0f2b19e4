import { describe, expect, it } from 'vitest';
import { CODE_LENGTH, codeFrom, normaliseCode } from './hand-off-code.js';

describe('a hand-off code', () => {
  it('uses every letter of its alphabet equally, and none that people confuse', () => {
    const signs = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const [sign = ''] = codeFrom(new Uint8Array(CODE_LENGTH).fill(byte));
      signs.set(sign, (signs.get(sign) ?? 0) + 1);
    }
    expect([...signs.keys()].sort().join('')).toBe('23456789ABCDEFGHJKLMNPQRSTUVWXYZ');
    expect(new Set(signs.values())).toEqual(new Set([8]));
  });

  it('is the same code however it is typed', () => {
    expect(normaliseCode(' abc-d23 ')).toBe('ABCD23');
  });
});

import { Signer } from '@fastify/cookie';
import { describe, expect, it, vi } from 'vitest';
import { RememberingSigner } from './remembering-signer.js';

const SECRET = 'a secret of more than thirty-two characters';
const VALID = (value: string) => ({ valid: true, renew: false, value });
const INVALID = { valid: false, renew: false, value: null };

describe('a signer that remembers', () => {
  it('says of every cookie what the signer behind it says', () => {
    const plain = new Signer(SECRET);
    const signer = new RememberingSigner(new Signer(SECRET));
    const signed = plain.sign('key-1');
    const [key, signature = ''] = signed.split('.');
    const forged = [
      `${key}.`,
      `${key}`,
      '',
      '.',
      `.${signature}`,
      `${key}.${signature}x`,
      `${key}.${signature.slice(1)}`,
    ];
    forged.push(
      `${key}.${[...signature].reverse().join('')}`,
      `other.${signature}`,
      `${key}..${signature}`,
      `${key}.é`,
    );
    for (const turn of ['before', 'after']) {
      for (const cookie of forged) expect(signer.unsign(cookie), `${cookie} ${turn}`).toEqual(plain.unsign(cookie));
      expect(signer.unsign(signed)).toEqual(VALID('key-1'));
      expect(signer.sign('key-1')).toBe(signed);
    }
  });

  it('makes a signature when a key is new, and once more when it comes back for the first time', () => {
    const inner = new Signer(SECRET);
    const made = [vi.spyOn(inner, 'sign'), vi.spyOn(inner, 'unsign')];
    const signer = new RememberingSigner(inner);
    const signed = signer.sign('key-1');
    for (let request = 0; request < 5; request += 1) {
      expect(signer.unsign(signed)).toEqual(VALID('key-1'));
      expect(signer.sign('key-1')).toBe(signed);
    }
    expect(made.map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('remembers no more than its bound, and neither forged cookies nor newcomers who never come back', () => {
    const inner = new Signer(SECRET);
    const signer = new RememberingSigner(inner, 2);
    const signed = ['key-1', 'key-2', 'key-3'].map((key) => signer.sign(key));
    for (const cookie of signed) expect(signer.unsign(cookie).valid).toBe(true);
    const asked = vi.spyOn(inner, 'unsign');
    for (let newcomer = 0; newcomer < 5; newcomer += 1) signer.sign(`newcomer-${newcomer}`);
    for (const forgery of ['f1.x', 'f2.x', 'f3.x']) expect(signer.unsign(forgery)).toEqual(INVALID);
    expect(asked).toHaveBeenCalledTimes(3);
    for (const cookie of signed.slice(1)) expect(signer.unsign(cookie).valid).toBe(true);
    expect(asked).toHaveBeenCalledTimes(3);
    expect(signer.unsign(signed[0] ?? '')).toEqual(VALID('key-1'));
    expect(asked).toHaveBeenCalledTimes(4);
  });

  it('has a cookie of an older secret signed anew', () => {
    const old = new Signer('an older secret of more than thirty-two characters').sign('key-1');
    const signer = new RememberingSigner(new Signer([SECRET, 'an older secret of more than thirty-two characters']));
    for (let turn = 0; turn < 2; turn += 1) {
      expect(signer.unsign(old)).toEqual({ valid: true, renew: true, value: 'key-1' });
    }
    expect(signer.sign('key-1')).toBe(new Signer(SECRET).sign('key-1'));
  });
});

import { expect, it } from 'vitest';
import { sessionKeyOf } from './view.js';

it.each([
  ['key.signature', 'key'],
  ['key.sig.nature', 'key'],
  ['key', 'key'],
  ['', ''],
])('the key in the cookie "%s" is "%s"', (cookie, key) => {
  expect(sessionKeyOf(cookie)).toBe(key);
});

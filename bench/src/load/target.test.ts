import { expect, it } from 'vitest';
import { assertLoopback } from './target.js';

it.each(['http://127.0.0.1:8080', 'http://127.3.2.1'])('lets load go to %s', (origin) => {
  expect(() => assertLoopback(origin)).not.toThrow();
});

it.each([
  'http://128.0.0.1',
  'http://10.0.0.1:80',
  'http://localhost',
  'http://127.example:80',
  'http://[2001:db8::1]',
])('refuses %s', (origin) => {
  expect(() => assertLoopback(origin)).toThrow('expected an address in 127.0.0.0/8');
});

import { expect, it } from 'vitest';
import { addressOf, assertAllowed } from './target.js';

it.each(['http://127.0.0.1:8080', 'http://127.3.2.1', 'http://[::1]:8080'])('lets load go to %s', (origin) => {
  expect(() => assertAllowed(origin)).not.toThrow();
});

it.each([
  'http://128.0.0.1',
  'http://10.0.0.1:80',
  'http://localhost',
  'http://127.example:80',
  'http://[2001:db8::1]',
  'http://[::ffff:10.0.0.1]',
  'http://0.0.0.0:80',
])('refuses %s', (origin) => {
  expect(() => assertAllowed(origin)).toThrow('expected an address in 127.0.0.0/8');
});

it('lets load go to another host only where that very host is allowed', () => {
  expect(() => assertAllowed('http://shop.example:80', ['shop.example'])).not.toThrow();
  expect(() => assertAllowed('http://[2001:db8::1]:80', ['2001:db8::1'])).not.toThrow();
  expect(() => assertAllowed('http://www.shop.example', ['shop.example'])).toThrow('found www.shop.example');
});

it.each([
  ['http://127.0.0.1:8080', { host: '127.0.0.1', port: 8080, authority: '127.0.0.1:8080' }],
  ['http://127.0.0.1', { host: '127.0.0.1', port: 80, authority: '127.0.0.1' }],
  ['http://[::1]:8080/', { host: '::1', port: 8080, authority: '[::1]:8080' }],
])('reads %s as an address', (origin, address) => {
  expect(addressOf(origin)).toEqual(address);
});

it('refuses a protocol that the driver does not speak', () => {
  expect(() => addressOf('https://127.0.0.1')).toThrow('found https:, expected http:');
});

import { expect, it } from 'vitest';
import { MIXES } from './mixes.js';
import { requestsOf } from './requests.js';

const writesOf = (requests: readonly { readonly method: string }[]): number =>
  requests.filter(({ method }) => method === 'PUT').length;

it.each([
  ['read-only', 0],
  ['read-heavy', 0.1],
  ['write-heavy', 0.5],
] as const)('%s has a share of %f of writes, wherever a visitor begins', (mix, share) => {
  for (let shift = 0; shift < 40; shift += 1) {
    const requests = requestsOf(mix, { cookie: 'sid=x' }, shift);
    expect(writesOf(requests) / requests.length).toBe(share);
  }
});

it('no write is like the one before it, and all are of one length: a session changes and does not grow', () => {
  for (const mix of MIXES) {
    const bodies = requestsOf(mix, { cookie: 'sid=x' }, 3).flatMap(({ body }) => (body === undefined ? [] : [body]));
    expect(new Set(bodies).size).toBe(bodies.length);
    expect(new Set(bodies.map((body) => body.length)).size).toBeLessThanOrEqual(1);
  }
});

it('visitors do not write at the same moment', () => {
  const first = Array.from(
    { length: 20 },
    (_, shift) => requestsOf('read-heavy', { cookie: 'sid=x' }, shift)[0]?.method,
  );
  expect(first.filter((method) => method === 'PUT')).toHaveLength(2);
});

it('every request carries the visitor’s cookie', () => {
  expect(requestsOf('write-heavy', { cookie: 'sid=x' }, 0).every(({ headers }) => headers['cookie'] === 'sid=x')).toBe(
    true,
  );
});

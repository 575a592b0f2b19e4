import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { refuseUnkeepable, Unkeepable } from './keepable.js';

it('reserves every name that the session plug-in uses itself', async () => {
  const app = fastify();
  await app.register(fastifyCookie);
  await app.register(fastifySession, { secret: 'x'.repeat(32), cookie: { secure: false } });
  app.get('/', async ({ session }) => [
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(session)),
    ...Object.keys(session),
  ]);
  const names = (await app.inject('/')).json<string[]>();
  expect(names).toContain('regenerate');
  for (const name of names) expect(() => refuseUnkeepable({ [name]: 'x' }), name).toThrow(Unkeepable);
  await app.close();
});

it('lets everything else pass, and takes undefined for no change', () => {
  expect(() => refuseUnkeepable({ birth: 'b', plan: undefined, 'item:1': [{ __proto__: null }] })).not.toThrow();
});

it('refuses what JSON does not see, and what has no end', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  const holed = Object.assign(new Array(2), { 0: 'a', more: 'b' });
  const hidden = Object.defineProperty({ a: 1 }, 'b', { value: 2, enumerable: false });
  for (const value of [cyclic, deep, holed, hidden, { [Symbol('s')]: 1 }, Object.assign([1], { more: 2 })]) {
    expect(() => refuseUnkeepable({ watch: value })).toThrow(Unkeepable);
  }
});

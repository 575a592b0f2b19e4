/** What a request costs on the wire: one round trip to Redis when it reads, two when it writes, counted by a relay. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Heard, RedisRelay, StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const GATEWAY = fileURLToPath(new URL('../../payments/dist/main.js', import.meta.url));

let redis: StartedRedis;
let gateway: StartedProcess;
let folder: string;
beforeAll(async () => {
  redis = await StartedRedis.start();
  gateway = await StartedProcess.start(GATEWAY, { LAB_DELAY_MS: '0' });
  folder = await mkdtemp(join(tmpdir(), 'lab-trips-'));
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const startNode = (url: string, more: Record<string, string>): Promise<StartedProcess> =>
  StartedProcess.start(NODE, {
    LAB_NODE: 'node-1.1',
    LAB_JOURNAL: join(folder, 'journal.ndjson'),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: gateway.origin,
    LAB_PAYMENTS_TIMEOUT_MS: '10000',
    LAB_IDLE_TTL_MS: '600000',
    LAB_REDIS: url,
    ...more,
  });

describe.each([
  ['that slide', {}],
  ['that slide, with an absolute end', { LAB_ABSOLUTE_TTL_MS: '900000' }],
])('a request over sessions %s', (_how, more) => {
  it('makes one round trip to read, and one more to write', async () => {
    await using relay = await RedisRelay.start(redis.port);
    await using node = await startNode(relay.url, more);
    const phone = new Visitor();
    const laptop = new Visitor();
    const trips: Record<string, number> = {};
    const count = async (name: string, send: () => Promise<Heard>): Promise<Heard> => {
      const before = relay.roundTrips;
      const heard = await send();
      expect(heard.status, name).toBe(200);
      trips[name] = relay.roundTrips - before;
      return heard;
    };
    const watch = { title: 'dune', positionSeconds: 1, sequence: 1 };
    await count('open, a newcomer', () => phone.send(node.origin, 'open', { item: 1 }));
    await count('signIn', () => phone.send(node.origin, 'signIn', { item: 2, account: 'shopper-1' }));
    await count('browse', () => phone.send(node.origin, 'browse'));
    await count('watch', () => phone.send(node.origin, 'watch', watch));
    await count('watch, the same again', () => phone.send(node.origin, 'watch', watch));
    await count('plan', () => phone.send(node.origin, 'plan', { item: 3, plan: 'basic' }));
    const { body } = await count('handOff', () => phone.send(node.origin, 'handOff'));
    await count('claim', () => laptop.send(node.origin, 'claim', body as object));
    await count('review', () => laptop.send(node.origin, 'review', { item: 4 }));
    await count('pay', () => laptop.send(node.origin, 'pay', { item: 5 }));
    await count('view', () => laptop.send(node.origin, 'view'));
    await count('signOut', () => laptop.send(node.origin, 'signOut'));
    expect(trips).toEqual({
      'open, a newcomer': 1,
      signIn: 2,
      browse: 1,
      watch: 2,
      'watch, the same again': 1,
      plan: 2,
      handOff: 2,
      claim: 2,
      review: 2,
      pay: 2,
      view: 1,
      signOut: 2,
    });
  });
});

it('shares a round trip with all who ask at the same time', async () => {
  await using relay = await RedisRelay.start(redis.port);
  await using node = await startNode(relay.url, {});
  const people = Array.from({ length: 50 }, () => new Visitor());
  await Promise.all(people.map((person, item) => person.send(node.origin, 'open', { item })));
  const before = relay.roundTrips;
  const heard = await Promise.all(people.map((person) => person.send(node.origin, 'view')));
  expect(new Set(heard.map(({ status }) => status))).toEqual(new Set([200]));
  expect(relay.roundTrips - before).toBeLessThan(people.length);
});

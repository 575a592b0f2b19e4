/** The circuit breaker before a Redis that says nothing, dies, or freezes: real sockets, a real redis-server. */
import { once } from 'node:events';
import { StoreRefused } from '@session-lab/checkout';
import { RedisRelay, StartedRedis } from '@session-lab/checkout/rigs';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Circuit } from './circuit.js';
import { connect, ready } from './connection.js';
import { DeadlineMissed } from './deadline.js';

const DEADLINE_MS = 100;
let server: StartedRedis;
beforeAll(async () => {
  server = await StartedRedis.start();
});
afterAll(() => server[Symbol.asyncDispose]());

async function open(url: string): Promise<{ redis: Redis; circuit: Circuit<Redis> } & Disposable> {
  const redis = connect(url, DEADLINE_MS);
  redis.on('error', () => {});
  const circuit = new Circuit(redis, DEADLINE_MS);
  await ready(redis);
  // The probe of a new connection is over.
  await ask(circuit);
  return { redis, circuit, [Symbol.dispose]: () => redis.disconnect() };
}

const ask = (circuit: Circuit<Redis>): Promise<string | null> => circuit.ask((redis) => redis.get('anything'));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const outcome = (circuit: Circuit<Redis>): Promise<unknown> =>
  ask(circuit).then(
    () => 'answered',
    (error: Error) => error.name,
  );
async function untilAnswered(circuit: Circuit<Redis>): Promise<Set<unknown>> {
  const met = new Set<unknown>();
  for (;;) {
    const next = await outcome(circuit);
    if (next === 'answered') return met;
    met.add(next);
    await nextTurn();
  }
}

it('opens at the third deadline missed in a row, drops the connection, and refuses at once', async () => {
  await using relay = await RedisRelay.start(server.port);
  using opened = await open(relay.url);
  const { circuit, redis } = opened;
  relay.mute = true;
  const closed = once(redis, 'close');
  for (let misses = 0; misses < 3; misses += 1) await expect(ask(circuit)).rejects.toThrow(DeadlineMissed);
  let sent = 0;
  await expect(circuit.ask(async () => (sent += 1))).rejects.toThrow(StoreRefused);
  await closed;
  expect(sent).toBe(0);
});

it('stays closed when an answer comes between', async () => {
  await using relay = await RedisRelay.start(server.port);
  using opened = await open(relay.url);
  for (let round = 0; round < 3; round += 1) {
    relay.mute = true;
    await expect(ask(opened.circuit)).rejects.toThrow(DeadlineMissed);
    relay.mute = false;
    relay.say('$-1\r\n');
    await expect(ask(opened.circuit)).resolves.toBeNull();
  }
  expect(relay.accepted).toBe(1);
});

it('asks by itself whether a mute Redis is back: nobody else pays a deadline, and few connections are tried', async () => {
  await using relay = await RedisRelay.start(server.port);
  using opened = await open(relay.url);
  const { circuit } = opened;
  relay.mute = true;
  await Promise.all([1, 2, 3].map(() => expect(ask(circuit)).rejects.toThrow(DeadlineMissed)));
  const before = relay.accepted;
  while (relay.accepted < before + 3) {
    expect(await outcome(circuit)).toBe('StoreRefused');
    await nextTurn();
  }
  expect(relay.open).toBeLessThanOrEqual(2);
  relay.mute = false;
  expect(await untilAnswered(circuit)).toEqual(new Set(['StoreRefused']));
});

it('settles whatever was under way on a frozen Redis, and answers when that thaws', async () => {
  using opened = await open(server.url);
  const { circuit } = opened;
  server.child.kill('SIGSTOP');
  const underWay = await Promise.all(Array.from({ length: 200 }, () => outcome(circuit)));
  expect(underWay).not.toContain('answered');
  await expect(ask(circuit)).rejects.toThrow(StoreRefused);
  server.child.kill('SIGCONT');
  expect(await untilAnswered(circuit)).toEqual(new Set(['StoreRefused']));
});

it('lets what Redis itself says pass, however often: it answered', async () => {
  using opened = await open(server.url);
  const { circuit } = opened;
  await circuit.ask((redis) => redis.set('text', 'x'));
  for (let refusals = 0; refusals < 5; refusals += 1) {
    await expect(circuit.ask((redis) => redis.hgetall('text'))).rejects.toThrow('WRONGTYPE');
  }
  await expect(ask(circuit)).resolves.toBeNull();
});

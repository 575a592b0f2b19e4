/** Redis forgets its scripts, or is another Redis than before: the client of the store notices, and nobody else does. */
import { once } from 'node:events';
import { RedisRelay, StartedRedis } from '@session-lab/checkout/rigs';
import { Command, Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { Circuit } from './circuit.js';
import { connect, ready } from './connection.js';
import { type ScriptedRedis, withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';

const TIMEOUT_MS = 5000;
const WRITERS = 100;

async function openStore(url: string): Promise<{ store: RedisStore; client: ScriptedRedis }> {
  const client = withScripts(connect(url, TIMEOUT_MS));
  client.on('error', () => {});
  const circuit = new Circuit(client, TIMEOUT_MS);
  await ready(client);
  return { store: new RedisStore(client, circuit, { idleTtlMs: 600_000, absoluteTtlMs: null }), client };
}

/** Calls of a command since the last CONFIG RESETSTAT; scripts called by their hash and failed are counted too. */
async function callsOf(admin: Redis, command: string): Promise<number> {
  const text = await admin.info('commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(text)?.[1] ?? 0);
}

it('sends a script whole once when Redis has forgotten it under a hundred writes', async () => {
  await using server = await StartedRedis.start();
  const admin = new Redis(server.url);
  const { store, client } = await openStore(server.url);
  try {
    await store.create('k', { birth: 'b' });
    await store.update('k', { first: '1' });
    await admin.script('FLUSH');
    await admin.config('RESETSTAT');
    const writes = Array.from({ length: WRITERS }, (_, n) => store.update('k', { [`item:${n}`]: `${n}` }));
    expect(new Set(await Promise.all(writes))).toEqual(new Set([true]));
    expect(await callsOf(admin, 'eval')).toBe(1);
    expect(Object.keys((await store.load('k')) ?? {})).toHaveLength(WRITERS + 2);
    await store.update('k', { after: '1' });
    expect(await callsOf(admin, 'eval')).toBe(1);
  } finally {
    client.disconnect();
    admin.disconnect();
  }
});

it('tells nobody when Redis forgets a script again before each time that it is asked for', async () => {
  await using server = await StartedRedis.start();
  const admin = new Redis(server.url);
  const { store, client } = await openStore(server.url);
  const send = client.sendCommand.bind(client);
  const forgotten: string[] = [];
  try {
    await store.create('k', { birth: 'b' });
    await store.update('k', { first: '1' });
    client.sendCommand = (command, stream) => {
      if (command.name.startsWith('eval')) {
        // Those of a pipeline are sent together; whoever sends one again sends it alone.
        if (stream === undefined) send(new Command('script', ['FLUSH']));
        command.promise.catch(({ message }: Error) => forgotten.push(message));
      }
      return send(command, stream);
    };
    await admin.script('FLUSH');
    const writes = Array.from({ length: WRITERS }, (_, n) => store.update('k', { [`item:${n}`]: `${n}` }));
    expect(new Set(await Promise.all(writes))).toEqual(new Set([true]));
    expect(forgotten.filter((message) => message.startsWith('NOSCRIPT')).length).toBeGreaterThan(WRITERS);
    expect(Object.keys((await store.load('k')) ?? {})).toHaveLength(WRITERS + 2);
  } finally {
    client.disconnect();
    admin.disconnect();
  }
});

it('writes on after Redis was killed and started again with what its file holds', async () => {
  await using server = await StartedRedis.start(undefined, true);
  const { store, client } = await openStore(server.url);
  try {
    await store.create('k', { birth: 'b' });
    await store.update('k', { before: '1' });
    await server.kill();
    await server.startAgain();
    if (client.status !== 'ready') await ready(client);
    await Promise.all(Array.from({ length: WRITERS }, (_, n) => store.update('k', { [`item:${n}`]: `${n}` })));
    expect(Object.keys((await store.load('k')) ?? {})).toHaveLength(WRITERS + 2);
  } finally {
    client.disconnect();
  }
});

it('writes on at the Redis that answers under the same address after a failover', async () => {
  await using first = await StartedRedis.start();
  await using second = await StartedRedis.start();
  await using relay = await RedisRelay.start(first.port);
  const { store, client } = await openStore(relay.url);
  try {
    await store.create('k', { birth: 'b' });
    const cut = once(client, 'close');
    relay.redirect(second.port);
    await cut;
    await ready(client);
    await Promise.all(
      Array.from({ length: WRITERS }, async (_, n) => {
        await store.create(`k${n}`, { birth: `b${n}` });
        expect(await store.update(`k${n}`, { plan: 'basic' })).toBe(true);
      }),
    );
    expect(await store.load('k')).toBeNull();
  } finally {
    client.disconnect();
  }
});

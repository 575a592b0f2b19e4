/** Redis refuses: what the store says of it is true, and it holds what it held before. */
import { rm } from 'node:fs/promises';
import { type Fields, StoreRefused } from '@session-lab/checkout';
import { RedisRelay, StartedRedis } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Circuit } from './circuit.js';
import { connect, ready } from './connection.js';
import { type ScriptedRedis, withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';

const TIMEOUT_MS = 5000;
const HOUR_MS = 3_600_000;
const BEFORE: Fields = { endsAtMs: 4_000_000_000_000, birth: 'b', plan: 'basic' };

let server: StartedRedis;
let admin: Redis;
beforeAll(async () => {
  server = await StartedRedis.start();
  admin = new Redis(server.url);
  // A snapshot fails once, which is no matter until snapshots are wanted.
  const [, folder] = (await admin.config('GET', 'dir')) as [string, string];
  await rm(folder, { recursive: true });
  await admin.bgsave();
  while (!(await admin.info('persistence')).includes('rdb_last_bgsave_status:err'));
});
afterAll(async () => {
  admin.disconnect();
  await server[Symbol.asyncDispose]();
});

async function openStore(
  url: string,
  absoluteTtlMs: number | null,
): Promise<{ store: RedisStore; client: ScriptedRedis }> {
  const client = withScripts(connect(url, TIMEOUT_MS));
  client.on('error', () => {});
  const circuit = new Circuit(client, TIMEOUT_MS);
  await ready(client);
  return { store: new RedisStore(client, circuit, { idleTtlMs: 600_000, absoluteTtlMs }), client };
}

/** The writes of a store, with and without a text that is written anew. */
const WRITES: Record<string, (store: RedisStore, worn: Fields) => Promise<unknown>> = {
  create: (store) => store.create('new', BEFORE),
  update: (store) => store.update('k', { plan: 'premium' }),
  'update, anew': (store, worn) => store.update('worn', { plan: 'premium' }, worn),
  move: (store) => store.move('k', 'moved', { account: 'a' }),
  destroy: (store) => store.destroy('k'),
  'keep a code': (store) => store.keepCode('AAAAAA', 'k'),
  'take a code': (store) => store.takeCode('BBBBBB'),
};

interface Refusal {
  readonly code: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** What this state leaves alone, and then does whole. */
  readonly allowed: readonly string[];
}
const REFUSALS: readonly Refusal[] = [
  {
    code: 'OOM',
    begin: () => admin.config('SET', 'maxmemory', '1'),
    end: () => admin.config('SET', 'maxmemory', '0'),
    allowed: ['destroy', 'take a code'],
  },
  {
    code: 'NOREPLICAS',
    begin: () => admin.config('SET', 'min-replicas-to-write', '1'),
    end: () => admin.config('SET', 'min-replicas-to-write', '0'),
    allowed: [],
  },
  {
    code: 'READONLY',
    begin: () => admin.replicaof('127.0.0.1', 1),
    end: () => admin.replicaof('NO', 'ONE'),
    allowed: [],
  },
  {
    code: 'MISCONF',
    begin: () => admin.config('SET', 'save', '3600 1000000'),
    end: () => admin.config('SET', 'save', ''),
    allowed: [],
  },
];

async function everything(): Promise<Record<string, string | null>> {
  const keys = (await admin.keys('*')).sort();
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await admin.get(key)] as const)));
}

describe.each([
  ['no absolute end', null],
  ['an absolute end', HOUR_MS],
] as const)('with %s', (_end, absoluteTtlMs) => {
  beforeEach(async () => {
    const { store, client } = await openStore(server.url, absoluteTtlMs);
    await store.create('k', BEFORE);
    await store.create('worn', BEFORE);
    for (let write = 0; write < 10; write += 1) await store.update('worn', { plan: `${write}` });
    await admin.set('h:BBBBBB', 'k');
    client.disconnect();
  });
  afterEach(() => admin.flushall());

  it.each(REFUSALS.flatMap((refusal) => Object.entries(WRITES).map(([name, write]) => ({ ...refusal, name, write }))))(
    '$code: $name does all or nothing, and says which',
    async ({ code, begin, end, allowed, name, write }) => {
      const { store, client } = await openStore(server.url, absoluteTtlMs);
      // Once by its hash, as a script is asked for in the middle of a day.
      await store.update('k', { warm: '1' });
      const worn = (await store.load('worn')) ?? {};
      const before = await everything();
      try {
        await begin();
        if (allowed.includes(name)) await write(store, worn);
        else await expect(write(store, worn)).rejects.toThrow(`${code} `);
        const refused = await write(store, worn).then(
          () => null,
          (error: unknown) => error,
        );
        if (!allowed.includes(name)) expect(refused).toBeInstanceOf(StoreRefused);
      } finally {
        await end();
        client.disconnect();
      }
      if (!allowed.includes(name)) expect(await everything()).toEqual(before);
      else expect(Object.keys(await everything())).toHaveLength(Object.keys(before).length - 1);
    },
  );
});

it('BUSY: while a script of others runs, nothing of ours does', async () => {
  const { store, client } = await openStore(server.url, null);
  const other = new Redis(server.url);
  try {
    await store.create('k', BEFORE);
    await admin.config('SET', 'busy-reply-threshold', '1');
    const endless = expect(other.eval('while true do end', 0)).rejects.toThrow('killed');
    while (
      await admin.ping().then(
        () => true,
        () => false,
      )
    );
    const asked = store.update('k', { plan: 'premium' });
    await expect(asked.finally(() => admin.script('KILL'))).rejects.toThrow(StoreRefused);
    await endless;
    expect(await store.load('k')).toEqual(BEFORE);
  } finally {
    client.disconnect();
    other.disconnect();
  }
});

it.each([
  ['LOADING Redis is loading the dataset in memory', StoreRefused],
  ['NOAUTH Authentication required.', StoreRefused],
  // A script may have been refused this at its second write.
  ['NOPERM this user has no permissions', Error],
  ['ERR whatever else', Error],
] as const)('takes "%s" for what it proves', async (answer, kind) => {
  await using relay = await RedisRelay.start(server.port);
  const { store, client } = await openStore(relay.url, null);
  try {
    await store.create('k', BEFORE);
    relay.mute = true;
    const sent = client.stream.bytesWritten;
    const asked = store.update('k', { plan: 'premium' });
    const refused = asked.then(
      () => null,
      (error: Error) => error,
    );
    while (client.stream.bytesWritten === sent) await new Promise((resolve) => setImmediate(resolve));
    relay.say(`-${answer}\r\n`);
    expect((await refused)?.message).toBe(answer);
    expect((await refused) instanceof StoreRefused).toBe(kind === StoreRefused);
  } finally {
    client.disconnect();
  }
});

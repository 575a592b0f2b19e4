/** What the Redis store does beyond the contract of all session layers (contract.integration.test.ts), on a real redis-server. */
import { once } from 'node:events';
import { ENDS_AT, StoreRefused, storeLayer } from '@session-lab/checkout';
import { CONTRACT_IDLE_TTL_MS, CONTRACT_SECRET } from '@session-lab/checkout/contract';
import { StartedRedis } from '@session-lab/checkout/rigs';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Circuit } from './circuit.js';
import { connect, ready } from './connection.js';
import { withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';
import { appendixOf, textOf, WRITES_TO_REWRITE } from './session-text.js';

const COMMAND_TIMEOUT_MS = 5000;
let server: StartedRedis;
let redis: Redis;

beforeAll(async () => {
  server = await StartedRedis.start();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

const said: string[] = [];
const settings = () => ({
  secret: CONTRACT_SECRET,
  idleTtlMs: CONTRACT_IDLE_TTL_MS,
  absoluteTtlMs: null,
  redisUrl: server.url,
  commandTimeoutMs: COMMAND_TIMEOUT_MS,
  warn: (message: string) => void said.push(message),
});

describe('RedisStore', () => {
  async function withStore<Result>(
    use: (store: RedisStore, client: Redis) => Promise<Result>,
    absoluteTtlMs: number | null = null,
  ): Promise<Result> {
    await redis.flushall();
    const client = withScripts(connect(server.url, COMMAND_TIMEOUT_MS));
    await ready(client);
    try {
      return await use(
        new RedisStore(client, new Circuit(client, COMMAND_TIMEOUT_MS), { ...settings(), absoluteTtlMs }),
        client,
      );
    } finally {
      client.disconnect();
    }
  }

  it('leaves values as the bytes that they are', () =>
    withStore(async (store) => {
      const fields = { birth: 'b', empty: '[]', large: '12345678901234567890', text: '\u0000é\\u2028' };
      await store.create('k', fields);
      await store.move('k', 'k2', { more: {} });
      expect(await store.load('k2')).toEqual({ ...fields, more: {} });
    }));

  it('writes only the fields that changed', () =>
    withStore(async (store) => {
      await store.create('k', { birth: 'b', plan: 'basic' });
      await redis.append('s:k', ',"plan":"premium"');
      await store.update('k', { card: '0042' });
      expect(await store.load('k')).toEqual({ birth: 'b', plan: 'premium', card: '0042' });
    }));

  it('writes a text anew when much of it is overwritten, and leaves its expiry', () =>
    withStore(async (store) => {
      await store.create('k', { birth: 'b', plan: 'basic' });
      const lengths: number[] = [];
      for (let sequence = 0; sequence < 100; sequence += 1) {
        const held = await store.load('k');
        await redis.pexpire('s:k', CONTRACT_IDLE_TTL_MS / 2);
        expect(await store.update('k', { watch: { sequence } }, held ?? {})).toBe(true);
        expect(await redis.pttl('s:k')).toBeLessThanOrEqual(CONTRACT_IDLE_TTL_MS / 2);
        lengths.push(await redis.strlen('s:k'));
      }
      expect(await store.load('k')).toEqual({ birth: 'b', plan: 'basic', watch: { sequence: 99 } });
      const oneWrite = ',"watch":{"sequence":99}'.length + 1;
      expect(Math.max(...lengths)).toBeLessThan(
        '{"birth":"b","plan":"basic"'.length + (WRITES_TO_REWRITE + 1) * oneWrite,
      );
    }));

  it('loses nothing that was written between the look-up and the writing anew', () =>
    withStore(async (store) => {
      await store.create('k', { birth: 'b' });
      for (let item = 0; item < WRITES_TO_REWRITE; item += 1) await store.update('k', { [`item:${item}`]: 'open' });
      const writers = await Promise.all(Array.from({ length: 4 }, () => store.load('k')));
      const written = writers.map((held, n) => store.update('k', { [`field${n}`]: n }, held ?? {}));
      expect(await Promise.all(written)).toEqual([true, true, true, true]);
      const found = await store.load('k');
      expect(found).toMatchObject({ field0: 0, field1: 1, field2: 2, field3: 3 });
      expect(Object.keys(found ?? {})).toHaveLength(1 + WRITES_TO_REWRITE + 4);
    }));

  it('does so where writers always take turns, and leaves what the other one wrote', () =>
    withStore(async (store, client) => {
      await store.create('k', { birth: 'b', '10': 'x' });
      const sent = vi.spyOn(client, 'sendCommand');
      let held = await store.load('k');
      let longest = 0;
      for (let sequence = 0; sequence < 200; sequence += 1) {
        const others = await store.load('k');
        await store.update('k', { [`writer${sequence % 2}`]: sequence }, held ?? {});
        held = others;
        longest = Math.max(longest, ((await redis.get('s:k')) ?? '').split('\n').length - 1);
      }
      expect(longest).toBeLessThanOrEqual(WRITES_TO_REWRITE + 1);
      expect(await store.load('k')).toEqual({ '10': 'x', birth: 'b', writer0: 198, writer1: 199 });
      // A text is sent only when it should be written anew: once in so many writes, or by two who looked before that.
      const anew = sent.mock.calls.filter(([command]) => command.name === 'evalsha' && command.args.length > 4);
      expect(anew.length).toBeGreaterThan(0);
      expect(anew.length).toBeLessThanOrEqual(200 / (WRITES_TO_REWRITE / 2));
    }));

  it('takes for what it looked up no write that only begins like the last one', () =>
    withStore(async (store) => {
      await store.create('k', { watch: 0, birth: 'b' });
      for (let item = 0; item < WRITES_TO_REWRITE; item += 1) await store.update('k', { watch: 1 });
      const held = await store.load('k');
      await redis.append('s:k', '2');
      await store.update('k', { plan: 'basic' }, held ?? {});
      expect(await store.load('k')).toEqual({ birth: 'b', watch: 12, plan: 'basic' });
    }));

  it('revives no session that ended between the look-up and the writing anew', () =>
    withStore(async (store) => {
      await store.create('k', { birth: 'b' });
      for (let item = 0; item < WRITES_TO_REWRITE; item += 1) await store.update('k', { [`item:${item}`]: 'open' });
      const held = await store.load('k');
      await store.destroy('k');
      expect(await store.update('k', { plan: 'basic' }, held ?? {})).toBe(false);
      expect(await redis.exists('s:k')).toBe(0);
    }));

  describe('with an absolute end', () => {
    const HOUR_MS = 3_600_000;
    const endingIn = (ms: number) => ({ birth: 'b', [ENDS_AT]: Date.now() + ms });
    const lifeOf = (key: string): Promise<number> => redis.pexpiretime(`s:${key}`);

    it('lets no step put it off: not the creation, a read, a write or a move', () =>
      withStore(async (store) => {
        const fields = endingIn(CONTRACT_IDLE_TTL_MS / 2);
        const end = fields[ENDS_AT];
        await store.create('k', fields);
        expect(await lifeOf('k')).toBe(end);
        expect(await store.load('k')).toEqual(fields);
        expect(await lifeOf('k')).toBe(end);
        await store.update('k', { plan: 'basic' });
        expect(await lifeOf('k')).toBe(end);
        await store.move('k', 'k2', {});
        expect(await lifeOf('k2')).toBe(end);
        for (let n = 0; n < WRITES_TO_REWRITE; n += 1) await store.update('k2', { watch: n });
        await store.update('k2', { watch: -1 }, (await store.load('k2')) ?? {});
        expect(await redis.get('s:k2')).toBe(
          textOf({ ...fields, plan: 'basic', watch: WRITES_TO_REWRITE - 1 }) + appendixOf({ watch: -1 }),
        );
        await store.load('k2');
        expect(await lifeOf('k2')).toBe(end);
      }, HOUR_MS));

    it('slides as ever while that is far away', () =>
      withStore(async (store) => {
        const fields = endingIn(HOUR_MS);
        for (const step of [
          () => store.create('k', fields),
          () => store.load('k'),
          () => store.move('k', 'k2', {}),
          () => store.move('k2', 'k', {}),
        ]) {
          const before = Date.now();
          await step();
          const [key] = await redis.keys('s:*');
          const life = await redis.pexpiretime(key as string);
          expect(life).toBeGreaterThanOrEqual(before + CONTRACT_IDLE_TTL_MS);
          expect(life).toBeLessThanOrEqual(Date.now() + CONTRACT_IDLE_TTL_MS);
          await redis.pexpire(key as string, CONTRACT_IDLE_TTL_MS / 2);
        }
      }, HOUR_MS));

    it('finds nothing behind it, and removes what is there', () =>
      withStore(async (store) => {
        await store.create('k', endingIn(HOUR_MS));
        await redis.set('s:k', `{"${ENDS_AT}":1,"birth":"b"`);
        expect(await store.load('k')).toBeNull();
        expect(await redis.exists('s:k')).toBe(0);
      }, HOUR_MS));

    it('reads fields as bytes, whatever they are called', () =>
      withStore(async (store) => {
        const fields = { ...endingIn(HOUR_MS), ['__proto__']: '[]', constructor: '1e400', 'é\u0000': '\u2028🎬' };
        await store.create('k', fields);
        const loaded = await store.load('k');
        expect(Object.entries(loaded ?? {}).sort()).toEqual(Object.entries(fields).sort());
        expect(Object.keys(loaded ?? {})).toContain('__proto__');
      }, HOUR_MS));
  });

  describe.each([
    ['without an absolute end', null],
    ['with one', 3_600_000],
  ])('over texts that are no sessions, %s', (_what, absoluteTtlMs) => {
    it('finds none, says so, leaves them as they are, and dumps all others', () =>
      withStore(async (store) => {
        await store.create('good', { birth: 'b' });
        const spoilt = { cut: '{"birth":"b1","pl', other: 'garbage', empty: '' };
        for (const [key, text] of Object.entries(spoilt)) await redis.set(`s:${key}`, text);
        await redis.rpush('s:list', 'a');
        said.length = 0;
        for (const key of [...Object.keys(spoilt), 'list']) expect([key, await store.load(key)]).toEqual([key, null]);
        expect(said).toEqual(
          [...Object.keys(spoilt), 'list'].map(
            (key) => `what stands under s:${key} cannot be read as a session: it counts as none`,
          ),
        );
        expect(await redis.get('s:cut')).toBe(spoilt.cut);
        const unreadable: string[] = [];
        const keys: string[] = [];
        for await (const { key } of store.sessions((one) => unreadable.push(one))) keys.push(key);
        expect([keys, unreadable.sort()]).toEqual([['good'], ['cut', 'empty', 'list', 'other']]);
      }, absoluteTtlMs));

    it('lets their owner begin anew, under another key', () =>
      withStore(async (store) => {
        const app = fastify();
        const layer = storeLayer(store, { secret: CONTRACT_SECRET, absoluteTtlMs });
        await layer.register(app);
        app.get('/open/:birth', async (request) => {
          const { birth } = request.params as { readonly birth: string };
          await layer.save(request, { birth });
          return { birth };
        });
        app.get('/', async (request) => ({ birth: layer.find(request)?.birth ?? null }));
        const cookies: Record<string, string> = {};
        const ask = async (url: string): Promise<unknown> => {
          const answer = await app.inject({ url, cookies });
          for (const { name, value } of answer.cookies) cookies[name] = value;
          return answer.json();
        };
        await ask('/open/b1');
        const [spoilt] = await redis.keys('s:*');
        await redis.set(spoilt as string, '{"birth":"b1","pl');
        await redis.set('s:nobody', '{"plan":"basic"', 'PX', CONTRACT_IDLE_TTL_MS);
        expect(await ask('/')).toEqual({ birth: null });
        await ask('/open/b2');
        expect(await ask('/')).toEqual({ birth: 'b2' });
        const unreadable: string[] = [];
        const births: string[] = [];
        for await (const { birth } of layer.dump((key) => unreadable.push(`s:${key}`))) births.push(birth);
        expect([births, unreadable.sort()]).toEqual([['b2'], [spoilt, 's:nobody'].sort()]);
        await app.close();
      }, absoluteTtlMs));
  });

  it('refuses at once while it is not connected', () =>
    withStore(async (store, client) => {
      client.disconnect();
      await once(client, 'end');
      await expect(store.load('k')).rejects.toThrow(StoreRefused);
      await expect(store.update('k', {})).rejects.toThrow(StoreRefused);
      await expect(store.takeCode('AAAAAA')).rejects.toThrow(StoreRefused);
    }));

  it('dumps more sessions than one step of a scan, each once, and no hand-off code', () =>
    withStore(async (store) => {
      await Promise.all(Array.from({ length: 3000 }, (_, n) => store.create(`k${n}`, { birth: `b${n}` })));
      await store.keepCode('AAAAAA', 'k1');
      const keys = new Set<string>();
      let lines = 0;
      for await (const { key } of store.sessions()) {
        keys.add(key);
        lines += 1;
      }
      expect(lines).toBe(3000);
      expect(keys.size).toBe(3000);
    }));
});

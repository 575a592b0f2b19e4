/** Sessions in sealed cookies: what the cookie is, what it refuses, when it is set, and what nobody can do about it. */
import type { SessionData } from '@session-lab/checkout';
import { SESSION_COOKIE, sessionKeyOf } from '@session-lab/checkout/protocol';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RESEAL_SHARE, SealedLayer } from './sealed-layer.js';

const SECRET = 'a secret of the tests, long enough for anybody';
const IDLE_MS = 60_000;
const ABSOLUTE_MS = 150_000;

type Script = (layer: SealedLayer, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

let nowMs = 0;
const opened: FastifyInstance[] = [];
beforeEach(() => {
  nowMs = Date.now();
});
afterEach(async () => {
  for (const app of opened.splice(0)) await app.close();
});

/** A node, and what one request to it with a cookie leads to. */
async function node(secret = SECRET, absoluteTtlMs: number | null = null) {
  const layer = new SealedLayer({ secret, idleTtlMs: IDLE_MS, absoluteTtlMs }, () => nowMs);
  const app = fastify();
  opened.push(app);
  await layer.register(app);
  let script: Script = async () => {};
  app.get('/', async (request, reply) => {
    await script(layer, request, reply);
    return {};
  });
  return {
    layer,
    /** @returns the cookie that the answer set, percent-encoded; '' when it cleared it; null when it left it alone */
    ask: async (cookie: string | null, run: Script): Promise<string | null> => {
      script = run;
      const headers = cookie === null ? {} : { cookie: `${SESSION_COOKIE}=${cookie}` };
      const answer = await app.inject({ url: '/', headers });
      expect(answer.statusCode, answer.body).toBe(200);
      const [set = null] = [answer.headers['set-cookie'] ?? []].flat();
      return set === null ? null : (/^sid=([^;]*)/.exec(set)?.[1] ?? null);
    },
    setCookie: async (run: Script): Promise<string> => {
      script = run;
      return String((await app.inject({ url: '/' })).headers['set-cookie']);
    },
  };
}
type Node = Awaited<ReturnType<typeof node>>;

const born: Script = (layer, request) => layer.save(request, { birth: 'b1', 'item:1': 'open' });
const found = async ({ ask }: Node, cookie: string): Promise<SessionData | null> => {
  let seen: SessionData | null = null;
  await ask(cookie, async (layer, request) => {
    seen = layer.find(request);
  });
  return seen;
};

describe('a sealed session', () => {
  it('is opened by every node with the same secret, and by no other', async () => {
    const cookie = (await (await node()).ask(null, born)) as string;
    expect(await found(await node(), cookie)).toEqual({ birth: 'b1', 'item:1': 'open' });
    expect(await found(await node('another secret of the tests, long enough'), cookie)).toBeNull();
  });

  it('tells nothing of what it holds but its key', async () => {
    const cookie = decodeURIComponent((await (await node()).ask(null, born)) as string);
    const [key = '', sealed = ''] = cookie.split('.');
    expect(sessionKeyOf(cookie)).toBe(key);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('birth');
  });

  it('is refused, and cleared, under another key, changed, cut short, or never sealed', async () => {
    const one = await node();
    const mine = (await one.ask(null, born)) as string;
    const other = (await one.ask(null, born)) as string;
    const grafted = `${sessionKeyOf(other)}.${mine.slice(mine.indexOf('.') + 1)}`;
    const changed = `${mine.slice(0, 40)}${mine[40] === 'A' ? 'B' : 'A'}${mine.slice(41)}`;
    for (const bad of [grafted, changed, mine.slice(0, -8), 'mine.signature', 'mine', '.', '%3B', 'a.b%3Bc']) {
      expect(await one.ask(bad, async (layer, request) => expect(layer.find(request)).toBeNull()), bad).toBe('');
    }
  });

  it('refuses what would not come back as it is, and changes nothing', async () => {
    const one = await node();
    const cookie = (await one.ask(null, born)) as string;
    const set = await one.ask(cookie, async (layer, request) => {
      await expect(layer.save(request, { card: -0 as never })).rejects.toThrow('would not come back from JSON');
      await expect(layer.move(request, { plan: Number.NaN as never }, () => {})).rejects.toThrow('would not come back');
    });
    expect(set).toBeNull();
  });

  it('sets no cookie when nothing changed, nor for an answer that is an error', async () => {
    const one = await node();
    const cookie = await one.ask(null, born);
    expect(await one.ask(cookie, born)).toBeNull();
    const abandoned: Script = async (layer, request) => {
      await layer.save(request, { plan: 'basic' });
      layer.abandon(request);
    };
    expect(await one.ask(cookie, abandoned)).toBeNull();
    expect(await one.ask('mine.signature', async (layer, request) => layer.abandon(request))).toBeNull();
  });

  it('is sealed anew by a read only when half of its idle time has gone by', async () => {
    const one = await node();
    const cookie = (await one.ask(null, born)) as string;
    nowMs += IDLE_MS * RESEAL_SHARE;
    expect(await one.ask(cookie, async () => {})).toBeNull();
    nowMs += 1;
    const fresh = (await one.ask(cookie, async () => {})) as string;
    nowMs += IDLE_MS - 1;
    expect(await found(one, fresh)).toMatchObject({ birth: 'b1' });
    expect(await one.ask(cookie, async (layer, request) => expect(layer.find(request)).toBeNull())).toBe('');
  });

  it('ends at its absolute end however busy it is, and its cookie not before', async () => {
    const one = await node(SECRET, ABSOLUTE_MS);
    const bornMs = nowMs;
    const expires = Date.parse(/Expires=([^;]*)/.exec(await one.setCookie(born))?.[1] ?? '');
    expect(expires - bornMs - ABSOLUTE_MS).toBeGreaterThanOrEqual(0);
    expect(expires - bornMs - ABSOLUTE_MS).toBeLessThan(1000);
    let cookie = (await one.ask(null, born)) as string;
    for (let use = 1; use <= 3; use += 1) {
      nowMs += IDLE_MS * 0.75;
      cookie = (await one.ask(cookie, (layer, request) => layer.save(request, { card: `${use}` }))) ?? cookie;
    }
    nowMs = bornMs + ABSOLUTE_MS - 1;
    expect(await found(one, cookie)).toMatchObject({ endsAtMs: bornMs + ABSOLUTE_MS });
    nowMs += 1;
    expect(await found(one, cookie)).toBeNull();
  });

  it('has no code, and nothing to adopt', async () => {
    const one = await node();
    const cookie = await one.ask(null, born);
    await one.ask(cookie, async (layer) => {
      expect([await layer.keepCode(), await layer.takeCode(), await layer.adopt()]).toEqual([null, null, false]);
    });
  });

  it('is listed by whoever has the cookies, without being touched', async () => {
    const one = await node();
    const cookie = (await one.ask(null, born)) as string;
    const paid: Script = (layer, request) =>
      layer.save(request, { 'item:3': 'pay', receipt: { idempotencyKey: 'p', amountCents: 1 } });
    const later = (await one.ask(cookie, paid)) as string;
    nowMs += 1000;
    const cookies = [cookie, later, 'mine.signature'].map(decodeURIComponent);
    const key = sessionKeyOf(cookie);
    expect(one.layer.unseal(cookies)).toEqual([
      { key, birth: 'b1', items: '1', ttlMs: IDLE_MS - 1000, receipt: false },
      { key, birth: 'b1', items: '1,3', ttlMs: IDLE_MS - 1000, receipt: true },
    ]);
    nowMs += IDLE_MS;
    expect(one.layer.unseal(cookies)).toEqual([]);
  });
});

describe('what a sealed session cannot do', () => {
  it('comes back after a log-out from any older copy of its cookie', async () => {
    const one = await node();
    const cookie = (await one.ask(null, born)) as string;
    expect(await one.ask(cookie, (layer, request) => layer.end(request))).toBe('');
    expect(await found(one, cookie)).toMatchObject({ birth: 'b1' });
  });

  it('keeps, of two writes at once, only what the cookie that arrives last holds', async () => {
    const one = await node();
    const cookie = (await one.ask(null, born)) as string;
    await one.ask(cookie, (layer, request) => layer.save(request, { plan: 'basic' }));
    const last = (await one.ask(cookie, (layer, request) => layer.save(request, { card: '0042' }))) as string;
    expect(await found(one, last)).toEqual({ birth: 'b1', 'item:1': 'open', card: '0042' });
  });
});

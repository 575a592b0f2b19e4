/** The visit to a target, against small servers: one that speaks the protocol, and others that do not, each in one way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExternalDesign } from '../../scenario/scenario.js';
import { externalDriver } from './driver.js';
import { probe } from './probe.js';

const servers = new Set<Server>();
afterEach(async () => {
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
  servers.clear();
});

async function listening(server: Server): Promise<ExternalDesign> {
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { name: 'shop', label: 'shop', variant: 'external', routing: 'external', store: 'external', target };
}

type Headers = Record<string, string>;
interface Bent {
  readonly status?: number;
  readonly headers?: Headers;
  readonly without?: readonly string[];
}

/** Speaks the protocol, as far as the visit goes; `bend` changes an answer to a path. */
async function speaker(bend: (path: string) => Bent = () => ({})): Promise<ExternalDesign & { seen: string[] }> {
  const sessions = new Map<string, number[]>();
  const seen: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse, text: string): void => {
    const path = request.url ?? '';
    const key = /sid=([^.;]+)/.exec(request.headers.cookie ?? '')?.[1];
    seen.push(`${request.method} ${path}${key === undefined ? '' : ` ${key}`}`);
    const item = text === '' ? null : (JSON.parse(text) as { item: number }).item;
    const items = [...(sessions.get('b1') ?? []), ...(item === null ? [] : [item])];
    sessions.set('b1', items);
    const given: Headers = { '/api/open': 'k1', '/api/sign-in': 'k2' };
    const { status = 200, headers = {}, without = [] } = bend(path);
    const all: Headers = {
      'content-type': 'application/json',
      'x-birth': 'b1',
      'x-items': items.join(','),
      ...(given[path] === undefined ? {} : { 'set-cookie': `sid=${given[path]}.signature; Path=/` }),
      ...headers,
    };
    for (const [name, value] of Object.entries(all)) if (!without.includes(name)) response.setHeader(name, value);
    response.statusCode = status;
    response.end('{}');
  };
  const target = await listening(
    createServer((request, response) => {
      let text = '';
      request.on('data', (part) => {
        text += part;
      });
      request.on('end', () => answer(request, response, text));
    }),
  );
  return { ...target, seen };
}

const visited = (targets: readonly ExternalDesign[], patienceMs?: number) =>
  probe(targets, new AbortController().signal, patienceMs);

const on = (path: string, bent: Bent) => speaker((asked) => (asked === path ? bent : {}));

describe('the visit', () => {
  it('opens, signs in, looks and signs out, with the cookies that it was given', async () => {
    const shop = await speaker();
    await expect(visited([shop])).resolves.toBeUndefined();
    expect(shop.seen).toEqual([
      'POST /api/open',
      'POST /api/sign-in k1',
      'GET /api/session k2',
      'POST /api/sign-out k2',
    ]);
  });

  it.each<[string, string, Bent, string]>([
    [
      'a redirect',
      '/api/open',
      { status: 302, headers: { location: 'https://shop.example/' } },
      'asked POST /api/open, found 302, a redirect to https://shop.example/, expected 200 from the very address',
    ],
    ['another status', '/api/sign-in', { status: 404 }, 'asked POST /api/sign-in, found status 404 ({}), expected 200'],
    [
      'a page',
      '/api/open',
      { headers: { 'content-type': 'text/html; charset=utf-8' } },
      'asked POST /api/open, found text/html; charset=utf-8, expected application/json',
    ],
    [
      'no birth',
      '/api/session',
      { without: ['x-birth'] },
      'asked GET /api/session, found no header x-birth, expected one that names the session, or none',
    ],
    [
      'no session',
      '/api/open',
      { headers: { 'x-birth': 'none' } },
      'asked POST /api/open, found x-birth: none, expected the session of this visit',
    ],
    [
      'another session',
      '/api/sign-in',
      { headers: { 'x-birth': 'b2' } },
      'asked POST /api/sign-in, found x-birth: b2, expected b1, which a session keeps until it ends',
    ],
    [
      'no items',
      '/api/open',
      { without: ['x-items'] },
      'asked POST /api/open, found no header x-items, expected the items of this visit, 1000000001',
    ],
    [
      'items that are none',
      '/api/open',
      { headers: { 'x-items': 'one and two' } },
      'asked POST /api/open, found x-items: one and two, expected the items of this visit, 1000000001',
    ],
    [
      'a forgotten item',
      '/api/session',
      { headers: { 'x-items': '1000000002' } },
      'asked GET /api/session, found x-items: 1000000002, expected the items of this visit, 1000000001-1000000002',
    ],
    [
      'a cookie of another name',
      '/api/open',
      { headers: { 'set-cookie': 'JSESSIONID=1; Path=/' } },
      'asked POST /api/open, found no such cookie, expected a session cookie "sid" for all of /api',
    ],
    [
      'a cookie for one path only',
      '/api/open',
      { headers: { 'set-cookie': 'sid=k1; Path=/shop' } },
      'asked POST /api/open, found no such cookie, expected a session cookie "sid" for all of /api',
    ],
  ])('objects to %s', async (_what, path, bent, words) => {
    const shop = await on(path, bent);
    await expect(visited([shop])).rejects.toMatchObject({
      code: 'LAB_TARGET_UNFIT',
      exitCode: 75,
      message: expect.stringContaining(`shop (${shop.target}): ${words}`),
      hint: expect.stringContaining('apps/checkout/PROTOCOL.md'),
    });
  });
});

describe('somebody else at the address', () => {
  it.each<[string, (write: (text: string) => void, close: () => void) => void, string]>([
    ['closes without an answer', (_write, close) => close(), 'found the connection closed without an answer'],
    [
      'speaks another protocol',
      (write) => write('220 mail.example ESMTP\r\n'),
      'found an answer that is not plainly framed',
    ],
  ])('%s', async (_what, treat, words) => {
    const shop = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () =>
          treat(
            (text) => socket.write(text),
            () => socket.end(),
          ),
        );
      }),
    );
    await expect(visited([shop])).rejects.toMatchObject({
      code: 'LAB_TARGET_UNFIT',
      message: expect.stringContaining(words),
    });
  });

  it('never answers', async () => {
    const shop = await listening(createTcpServer((socket) => socket.on('error', () => {})));
    const sockets: { destroy(): void }[] = [];
    for (const server of servers) server.on('connection', (socket) => sockets.push(socket));
    await expect(visited([shop], 50)).rejects.toMatchObject({
      code: 'LAB_TARGET_UNREACHABLE',
      exitCode: 75,
      message: `shop (${shop.target}): asked POST /api/open, found no answer within 0.05 s, expected an answer`,
    });
    for (const socket of sockets) socket.destroy();
  });

  it('never answers, and a person gives it up: it is left at once', async () => {
    const stop = new AbortController();
    const server = createTcpServer();
    const shop = await listening(server);
    const left = new Promise<void>((resolve) => {
      server.on('connection', (socket) => {
        socket.on('error', () => {});
        socket.on('close', () => resolve());
        socket.once('data', () => stop.abort());
      });
    });
    // To wait for all of this patience would be a time-out of the test.
    const visit = probe([shop], stop.signal, 600_000);
    await expect(visit).rejects.toMatchObject({ code: 'LAB_INTERRUPTED', exitCode: 130 });
    await left;
  });

  it('is nobody', async () => {
    const shop = await listening(createTcpServer());
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
    const other = { ...(await speaker(() => ({ status: 500 }))), name: 'other' };
    const found = await visited([shop, other]).catch((error: Error) => error);
    expect(found).toMatchObject({ code: 'LAB_TARGET_UNREACHABLE', hint: expect.stringContaining('start it') });
    expect((found as Error).message.split('\n')).toEqual([
      `shop (${shop.target}): asked POST /api/open, found the connection refused, expected an answer`,
      `other (${other.target}): asked POST /api/open, found status 500 ({}), expected 200`,
    ]);
  });
});

describe('the driver', () => {
  const context = { nowUs: () => 0, onEvent: () => {}, signal: new AbortController().signal };

  it('starts nothing, is asked for nothing, and does nothing to it', async () => {
    const design = await speaker();
    const plan = { design } as unknown as Parameters<typeof externalDriver.start>[0];
    await using cluster = await externalDriver.start(plan, context);
    expect(`http://${cluster.host}:${cluster.port}`).toBe(design.target);
    expect([cluster.pids(), cluster.nodes(), await cluster.inFlight(), await cluster.dumps()]).toEqual([
      {},
      [],
      'unseen',
      [],
    ]);
    expect([await cluster.ledger(), await cluster.balancerCounters(), await cluster.redisCounters()]).toEqual([
      null,
      null,
      null,
    ]);
    await expect(cluster.killNode('node-1')).rejects.toMatchObject({ code: 'LAB_USAGE' });
  });

  it('is interrupted like any other', async () => {
    const plan = { design: await speaker() } as unknown as Parameters<typeof externalDriver.start>[0];
    const started = externalDriver.start(plan, { ...context, signal: AbortSignal.abort() });
    await expect(started).rejects.toMatchObject({ code: 'LAB_INTERRUPTED' });
  });
});

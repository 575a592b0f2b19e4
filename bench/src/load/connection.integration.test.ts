/** One connection against servers that misbehave, each in one way; and its requests as Node's own server reads them. */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import type { Answer } from './answer-reader.js';
import { Connection, type HttpRequest } from './connection.js';
import { Dialer } from './dialer.js';
import { addressOf } from './target.js';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const GET: HttpRequest = { method: 'GET', path: '/', headers: '', body: null };

/** A server that treats what it is sent as told; `seen` counts its connections. */
async function serving(treat: (socket: Socket, connection: number) => void) {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connections += 1;
    const connection = connections;
    socket.on('data', () => {
      treat(socket, connection);
      server.emit('arrived');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => connections,
    /** Closes every connection, as one that has been idle for too long. */
    hangUp: () => Promise.all([...sockets].map((socket) => [once(socket, 'close'), socket.end()][0])),
    /** Resolves when something has arrived. */
    arrived: () => once(server, 'arrived'),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const connectionTo = (port: number) =>
  new Connection({
    ...addressOf(`http://127.0.0.1:${port}`),
    connectTimeoutMs: 5000,
    dialer: new Dialer(),
  });
const ask = (connection: Connection, request = GET): Promise<Answer | string> =>
  new Promise((resolve) => void connection.send(request, resolve));

it.each<[string, (socket: Socket) => void, string]>([
  ['closes without an answer', (socket) => void socket.end(), 'closed'],
  ['closes in mid-answer', (socket) => void socket.end(ANSWER.slice(0, -1)), 'closed'],
  ['closes in mid-head', (socket) => void socket.end(ANSWER.slice(0, 20)), 'closed'],
  ['closes in mid-chunk', (socket) => void socket.end(`${CHUNKED}5\r\nhel`), 'closed'],
  ['closes before the last chunk', (socket) => void socket.end(`${CHUNKED}5\r\nhello\r\n`), 'closed'],
  [
    'sends a chunk whose size is none',
    (socket) => void socket.write(`${CHUNKED}five\r\nhello\r\n0\r\n\r\n`),
    'protocol',
  ],
  ['resets the connection', (socket) => void socket.resetAndDestroy(), 'reset'],
  ['speaks another protocol', (socket) => void socket.write('220 mail ready\r\n'), 'protocol'],
])('a server that %s', async (_what, treat, error) => {
  await using server = await serving(treat);
  const connection = connectionTo(server.port);
  expect(await ask(connection)).toBe(error);
  // And the next request has a connection of its own.
  expect(await ask(connection)).toBe(error);
  expect(server.connections()).toBe(2);
});

it.each<[string, (socket: Socket) => void]>([
  ['says that it closes', (socket) => void socket.write(ANSWER.replace('\r\n', '\r\nconnection: close\r\n'))],
  ['sends more than was asked for', (socket) => void socket.write(`${ANSWER}${ANSWER}`)],
  ['ends its answer with the connection', (socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nok')],
])('a server that %s is believed, and asked again on another connection', async (_what, treat) => {
  await using server = await serving(treat);
  const connection = connectionTo(server.port);
  for (let i = 0; i < 2; i += 1) expect(await ask(connection)).toMatchObject({ status: 200, body: 'ok' });
  expect(server.connections()).toBe(2);
  connection.close();
});

it('a port that nobody listens on refuses', async () => {
  const server = await serving(() => {});
  const { port } = server;
  await server[Symbol.asyncDispose]();
  expect(await ask(connectionTo(port))).toBe('refused');
});

it('what is given up after it was sent is a time-out, before that unconnected', async () => {
  await using server = await serving(() => {});
  const arrived = server.arrived();
  const connection = connectionTo(server.port);
  const outcomes: (Answer | string)[] = [];
  const giveUpUnsent = connection.send(GET, (outcome) => outcomes.push(outcome));
  giveUpUnsent();
  const giveUp = connection.send(GET, (outcome) => outcomes.push(outcome));
  await arrived;
  giveUp();
  giveUp();
  giveUpUnsent();
  expect(outcomes).toEqual(['unconnected', 'timeout']);
  connection.close();
});

it('stays for the next request, is opened anew where the server closes it, and says so to nobody', async () => {
  await using server = await serving((socket) => void socket.write(ANSWER));
  const connection = connectionTo(server.port);
  for (let i = 0; i < 3; i += 1) expect(await ask(connection)).toMatchObject({ status: 200, body: 'ok' });
  expect(server.connections()).toBe(1);
  await server.hangUp();
  expect(await ask(connection)).toMatchObject({ status: 200 });
  expect(server.connections()).toBe(2);
  connection.close();
});

it('is closed with what is under way, and works again', async () => {
  let answers = false;
  await using server = await serving((socket) => {
    if (answers) socket.write(ANSWER);
  });
  const connection = connectionTo(server.port);
  const arrived = server.arrived();
  const asked = ask(connection);
  await arrived;
  connection.close();
  expect(await asked).toBe('closed');
  answers = true;
  expect(await ask(connection)).toMatchObject({ status: 200 });
  connection.close();
});

it("sends requests that Node's own server reads, whatever is in their bodies", async () => {
  const seen: { method: string; url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createHttpServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = connectionTo((server.address() as AddressInfo).port);
  const account = 'zoë 日本 😀 "quoted"';
  const headers = 'x-operation: 7\r\ncookie: sid=a.b\r\n';
  await ask(connection, { method: 'POST', path: '/api/open', headers, body: JSON.stringify({ account }) });
  await ask(connection, { method: 'POST', path: '/api/sign-out', headers, body: null });
  await ask(connection, { method: 'GET', path: '/api/titles', headers, body: null });
  connection.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /api/open',
    'POST /api/sign-out',
    'GET /api/titles',
  ]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ account });
  for (const { headers } of seen) expect(headers).toMatchObject({ 'x-operation': '7', cookie: 'sid=a.b' });
});

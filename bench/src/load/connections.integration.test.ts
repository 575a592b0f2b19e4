/** The connections of many devices, against a server that counts them. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Answer } from './answer-reader.js';
import type { HttpRequest } from './connection.js';
import { ConnectionPool, type Connections } from './connections.js';
import { Dialer } from './dialer.js';
import { addressOf } from './target.js';

/** Answers with the path that it was asked for; `/wait` when it is told to, `/die` never. */
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const path = /^GET (\S+)/.exec(chunk.toString('latin1'))?.[1] ?? '';
    if (path === '/die') socket.destroy();
    else if (path === '/wait') held.push(() => answer(socket, path));
    else answer(socket, path);
    server.emit('asked');
  });
});
const sockets = new Set<Socket>();
let held: (() => void)[] = [];
const answer = (socket: Socket, path: string): void =>
  void socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${path.length}\r\n\r\n${path}`);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
beforeEach(() => {
  held = [];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function poolOf(max: number): ConnectionPool {
  const { port } = server.address() as AddressInfo;
  const route = { ...addressOf(`http://127.0.0.1:${port}`), connectTimeoutMs: 5000, dialer: new Dialer() };
  return new ConnectionPool(route, max);
}
const get = (path: string): HttpRequest => ({ method: 'GET', path, headers: '', body: null });
const ask = (device: Connections, path: string): Promise<Answer | string> =>
  new Promise((resolve) => void device.send(get(path), resolve));
/** Resolves when the server was asked so often, from now on. */
async function asked(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await once(server, 'asked');
}
const devicesOf = (pool: ConnectionPool, count: number): Connections[] =>
  Array.from({ length: count }, () => pool.ofDevice());
const closeAll = (devices: readonly Connections[]): void => {
  for (const device of devices) device.close();
};

it('each device has its own while there are enough', async () => {
  const pool = poolOf(10);
  const devices = devicesOf(pool, 5);
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(devices.map((device, i) => ask(device, `/${round}/${i}`)));
    expect(answers).toMatchObject(devices.map((_, i) => ({ body: `/${round}/${i}` })));
  }
  expect(pool.counts).toEqual({ peak: 5, shared: 0, waited: 0 });
  expect(sockets.size).toBe(5);
  closeAll(devices);
});

it('two tabs of a device are answered side by side, and their connections used again', async () => {
  const pool = poolOf(10);
  const device = pool.ofDevice();
  const arrived = asked(2);
  const both = [ask(device, '/wait'), ask(device, '/wait')];
  await arrived;
  for (const answerIt of held) answerIt();
  expect(await Promise.all(both)).toMatchObject([{ body: '/wait' }, { body: '/wait' }]);
  await ask(device, '/again');
  expect(pool.counts).toEqual({ peak: 2, shared: 0, waited: 0 });
  device.close();
});

it('where no more may be opened, the one that has been idle for longest is taken over', async () => {
  const pool = poolOf(2);
  const devices = devicesOf(pool, 3);
  const [first, second, third] = devices as [Connections, Connections, Connections];
  await ask(first, '/1');
  await ask(second, '/2');
  expect(await ask(third, '/3')).toMatchObject({ body: '/3' });
  // The first device's was taken; the second's is its own still.
  expect(await ask(second, '/2')).toMatchObject({ body: '/2' });
  expect(pool.counts).toEqual({ peak: 2, shared: 1, waited: 0 });
  expect(await ask(first, '/1')).toMatchObject({ body: '/1' });
  expect(pool.counts).toEqual({ peak: 2, shared: 2, waited: 0 });
  closeAll(devices);
});

it('where all are busy a request waits, in turn, and can be given up meanwhile', async () => {
  const pool = poolOf(1);
  const devices = devicesOf(pool, 4);
  const arrived = asked(1);
  const outcomes: string[] = [];
  const heard = (name: string) => (result: Answer | string) =>
    void outcomes.push(`${name}: ${typeof result === 'string' ? result : result.body}`);
  const giveUps = devices.map((device, i) => device.send(get(i === 0 ? '/wait' : `/${i}`), heard(String(i))));
  await arrived;
  giveUps[2]?.();
  giveUps[2]?.();
  held[0]?.();
  await asked(2);
  expect(await ask(devices[0] as Connections, '/last')).toMatchObject({ body: '/last' });
  expect(outcomes).toEqual(['2: unconnected', '0: /wait', '1: /1', '3: /3']);
  expect(pool.counts).toMatchObject({ peak: 1, waited: 4 });
  closeAll(devices);
});

it('what a device gives back is there for the next one, and so is one that was lost', async () => {
  const pool = poolOf(1);
  const [first, second] = devicesOf(pool, 2) as [Connections, Connections];
  await ask(first, '/1');
  first.close();
  expect(await ask(second, '/2')).toMatchObject({ body: '/2' });
  expect(await ask(second, '/die')).toBe('closed');
  expect(await ask(second, '/3')).toMatchObject({ body: '/3' });
  expect(pool.counts).toEqual({ peak: 1, shared: 0, waited: 0 });
  // A closed device works again, as for the final read.
  second.close();
  expect(await ask(second, '/4')).toMatchObject({ body: '/4' });
  second.close();
});

it('closing a device ends what is under way, and lets the next one have its turn', async () => {
  const pool = poolOf(1);
  const [first, second] = devicesOf(pool, 2) as [Connections, Connections];
  const arrived = asked(1);
  const cut = ask(first, '/wait');
  await arrived;
  const next = ask(second, '/2');
  first.close();
  expect(await cut).toBe('closed');
  expect(await next).toMatchObject({ body: '/2' });
  second.close();
});

/** Clients that hang up at every stage, on a real connection. */
import { connect } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it, vi } from 'vitest';
import { countTraffic, Traffic } from './traffic.js';

const GET = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
const POST = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

/** A server that stops at a gate, in the look-up before the handler or in the handler itself. */
async function gated(place: 'look-up' | 'handler', request = GET) {
  const traffic = new Traffic();
  let reached = false;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const wait = async () => {
    reached = true;
    await gate;
  };
  const app = Fastify();
  countTraffic(app, traffic);
  app.addHook('onRequest', async () => {
    if (place === 'look-up') await wait();
  });
  const handler = vi.fn(async () => {
    if (place === 'handler') await wait();
    return 'done';
  });
  app.get('/', handler);
  app.post('/', handler);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1', () => client.write(request));
  await vi.waitUntil(() => reached);
  return { app, traffic, handler, client, open };
}

describe('traffic', () => {
  it('is over when the client hangs up during the look-up and takes the body with it: no handler ever starts', async () => {
    const { app, traffic, handler, client, open } = await gated('look-up', POST);
    expect(traffic.inFlight).toBe(1);
    client.destroy();
    await vi.waitUntil(() => traffic.inFlight === 0);
    open();
    await app.close();
    expect(handler).not.toHaveBeenCalled();
    expect(traffic.inFlight).toBe(0);
  });

  it('lasts until the handler is done when the client of a request without a body hangs up during the look-up', async () => {
    const { app, traffic, handler, client, open } = await gated('look-up');
    client.destroy();
    await vi.waitUntil(async () => (await connections(app)) === 0);
    expect(traffic.inFlight).toBe(1);
    open();
    await vi.waitUntil(() => traffic.inFlight === 0);
    expect(handler).toHaveBeenCalledTimes(1);
    await app.close();
  });

  it('lasts until the handler is done when the client hangs up during it', async () => {
    const { app, traffic, client, open } = await gated('handler');
    client.destroy();
    await vi.waitUntil(async () => (await connections(app)) === 0);
    expect(traffic.inFlight).toBe(1);
    open();
    await vi.waitUntil(() => traffic.inFlight === 0);
    await app.close();
  });

  it('counts each request once, however it ends', async () => {
    const { app, traffic, client, open } = await gated('handler');
    open();
    await new Promise((resolve) => client.once('data', resolve));
    await vi.waitUntil(() => traffic.inFlight === 0);
    expect(traffic.received).toBe(1);
    client.destroy();
    await app.close();
    expect(traffic.inFlight).toBe(0);
  });
});

function connections({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}

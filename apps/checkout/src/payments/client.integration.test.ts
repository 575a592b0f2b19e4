/** The client against gateways that misbehave on loopback. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { paymentGateway } from './client.js';

const REQUEST = { idempotencyKey: 'pay-b1', account: 'shopper-1', amountCents: 799, op: 3 };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function gateway(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a charge', () => {
  it('is asked for in JSON, and confirmed', async () => {
    let asked = '';
    const origin = await gateway(async (request, response) => {
      for await (const part of request) asked += String(part);
      response.setHeader('content-type', 'application/json').end('{"chargeId":"charge-1","amountCents":799}');
    });
    await expect(paymentGateway(origin, 5000).charge(REQUEST)).resolves.toEqual({
      chargeId: 'charge-1',
      amountCents: 799,
    });
    expect(JSON.parse(asked)).toEqual(REQUEST);
  });

  it('is unconfirmed, 504, when no answer comes in time', async () => {
    const origin = await gateway(() => {});
    await expect(paymentGateway(origin, 50).charge(REQUEST)).rejects.toMatchObject({ statusCode: 504 });
  });

  it('is unconfirmed, 502, when the connection is cut, refused, or the answer is an error', async () => {
    const cut = await gateway((request) => void request.socket.destroy());
    await expect(paymentGateway(cut, 5000).charge(REQUEST)).rejects.toMatchObject({ statusCode: 502 });
    const broken = await gateway((_request, response) => void response.writeHead(500).end());
    await expect(paymentGateway(broken, 5000).charge(REQUEST)).rejects.toMatchObject({ statusCode: 502 });
    const [server] = servers.splice(0, 1);
    await new Promise((closed) => server?.close(closed));
    await expect(paymentGateway(cut, 5000).charge(REQUEST)).rejects.toMatchObject({ statusCode: 502 });
  });
});

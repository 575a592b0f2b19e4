/** The payment gateway's two ports: charges for the checkout, the ledger for whoever audits it. Nothing here listens. */
import { countTraffic, type Traffic } from '@session-lab/checkout';
import type { ChargeRequest } from '@session-lab/checkout/protocol';
import fastify, { type FastifyInstance } from 'fastify';
import type { Charges } from './charges.js';

const BODY = {
  type: 'object',
  properties: {
    idempotencyKey: { type: 'string', minLength: 1, maxLength: 100 },
    account: { type: 'string', minLength: 1, maxLength: 100 },
    amountCents: { type: 'integer', minimum: 0 },
    /** -1 for a person without an operation. */
    op: { type: 'integer', minimum: -1 },
  },
  required: ['idempotencyKey', 'account', 'amountCents', 'op'],
  additionalProperties: false,
};
const ANSWER = {
  type: 'object',
  properties: { chargeId: { type: 'string' }, amountCents: { type: 'integer' } },
  required: ['chargeId', 'amountCents'],
  additionalProperties: false,
};
/** Longer than any client keeps an idle connection: it is never the gateway that closes one under a request. */
const KEEP_ALIVE_MS = 120_000;

export function buildGateway(charges: Charges, traffic: Traffic): FastifyInstance {
  const app = fastify({
    logger: false,
    return503OnClosing: false,
    forceCloseConnections: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  app.get('/health', (_request, reply) => reply.code(traffic.closing ? 503 : 200).send({ ok: !traffic.closing }));
  app.register(async (charging) => {
    countTraffic(charging, traffic);
    charging.post<{ Body: ChargeRequest }>(
      '/charges',
      { schema: { body: BODY, response: { 200: ANSWER } } },
      (request) => charges.charge(request.body),
    );
  });
  return app;
}

export function buildAudit(charges: Charges, traffic: Traffic): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/health', () => ({ ok: true }));
  app.get('/stats', () => ({ inFlight: traffic.inFlight, requests: traffic.received, charges: charges.ledger.length }));
  app.get('/ledger', (_request, reply) =>
    reply.type('application/x-ndjson').send(charges.ledger.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
  );
  return app;
}

/** The checkout, blind to its variant: whatever keeps the sessions comes in as a layer. Nothing here listens. */
import fastify, { type FastifyInstance } from 'fastify';
import type { Journal } from './journal/journal.js';
import { type PageDeps, registerPages } from './pages/pages.js';
import type { Payments } from './payments/client.js';
import { HEADERS } from './protocol/index.js';
import { registerApi } from './routes/api.js';
import { answerErrors } from './routes/errors.js';
import { journalOperations } from './routes/operation.js';
import { countTraffic, type Traffic } from './routes/traffic.js';
import type { SessionLayer } from './session/layer.js';

export interface AppDeps extends PageDeps {
  readonly layer: SessionLayer;
  readonly journal: Journal;
  readonly payments: Payments;
  readonly traffic: Traffic;
}

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { node, layer, journal, traffic } = deps;
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    // We refuse by ourselves while stopping, saying that the refusal had no effect.
    return503OnClosing: false,
    // By then nothing is in flight; a connection that never sent a request would keep the process for ever.
    forceCloseConnections: true,
    // A body is what the schema says, or refused: nothing is dropped or converted behind the client's back.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header(HEADERS.node, node).header('cache-control', 'no-store');
    done();
  });
  app.get('/health', (_request, reply) =>
    reply.code(traffic.closing ? 503 : 200).send({ status: traffic.closing ? 'stopping' : 'ok' }),
  );
  await app.register(async (checkout) => {
    countTraffic(checkout, traffic);
    answerErrors(checkout, deps, (problem) => ({ problem }));
    await layer.register(checkout);
    journalOperations(checkout, journal);
    registerApi(checkout, deps);
    // A scope of their own: what goes wrong on a page is told as a page.
    await checkout.register((pages) => registerPages(pages, deps));
  });
  return app;
}

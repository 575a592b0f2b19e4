/** The JSON API: one route a step of the protocol. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TITLES } from '../domain/catalogue.js';
import { itemsOf, type SessionData } from '../domain/session-data.js';
import type { Payments } from '../payments/client.js';
import {
  type ClaimBody,
  formatRanges,
  type ItemBody,
  type PaymentMethodBody,
  type PlanBody,
  type ReceiptAnswer,
  type SignInBody,
  STEPS,
  type Step,
  type WatchBody,
} from '../protocol/index.js';
import { ANSWERS, BODIES } from './schemas.js';
import * as steps from './steps.js';
import { Visit, type VisitDeps } from './visit.js';

export interface ApiDeps extends VisitDeps {
  readonly payments: Payments;
  readonly newCode: () => string;
}

type Handler = (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<object>;
interface ApiRoute {
  readonly body: object | null;
  readonly answer: object;
  readonly handle: Handler;
}

const DONE = { done: true };

function apiRoutes({ payments, newCode }: ApiDeps): Record<Step, ApiRoute> {
  const write = <Body>(body: object, step: (visit: Visit, body: Body) => Promise<void>): ApiRoute => ({
    body,
    answer: ANSWERS.done,
    handle: async (visit, request) => {
      await step(visit, request.body as Body);
      return DONE;
    },
  });
  const read = (answer: object, answerOf: (session: SessionData | null) => object): ApiRoute => ({
    body: null,
    answer,
    handle: async (visit) => {
      visit.speak();
      return answerOf(visit.session);
    },
  });
  return {
    open: write<ItemBody>(BODIES.item, (visit, { item }) => steps.open(visit, item)),
    signIn: write<SignInBody>(BODIES.signIn, steps.signIn),
    browse: read(ANSWERS.titles, () => ({ titles: TITLES })),
    watch: write<WatchBody>(BODIES.watch, steps.watch),
    plan: write<PlanBody>(BODIES.plan, steps.choosePlan),
    paymentMethod: write<PaymentMethodBody>(BODIES.paymentMethod, steps.givePaymentMethod),
    review: write<ItemBody>(BODIES.item, (visit, { item }) => steps.review(visit, item)),
    pay: {
      body: BODIES.item,
      answer: ANSWERS.receipt,
      handle: async (visit, request, reply) => {
        const receipt = await steps.pay(visit, (request.body as ItemBody).item, payments);
        if (receipt !== null) return { receipt };
        reply.code(409);
        return { problem: 'the session holds no reviewed order' };
      },
    },
    receipt: read(ANSWERS.receipt, (session): ReceiptAnswer => ({ receipt: session?.receipt ?? null })),
    handOff: {
      body: null,
      answer: ANSWERS.code,
      handle: async (visit, _request, reply) => {
        const code = await visit.handOff(newCode);
        if (code !== null) return { code };
        reply.code(404);
        return { problem: 'there is no session here that another device could go on with' };
      },
    },
    claim: {
      body: BODIES.claim,
      answer: ANSWERS.done,
      handle: async (visit, request, reply) => {
        if (await steps.claim(visit, (request.body as ClaimBody).code)) return DONE;
        reply.code(404);
        return { problem: 'this code is unknown or used up' };
      },
    },
    signOut: {
      body: null,
      answer: ANSWERS.done,
      handle: async (visit) => {
        await visit.end();
        return DONE;
      },
    },
    view: read(ANSWERS.session, (session) => ({ session: session === null ? null : viewOf(session) })),
  };
}

/** Without the idempotency key: whoever reads a session must not be able to charge it. */
function viewOf(session: SessionData): object {
  const { birth, account, watch, plan, card, receipt } = session;
  return { birth, items: formatRanges(itemsOf(session)), account, watch, plan, card, receipt };
}

export function registerApi(app: FastifyInstance, deps: ApiDeps): void {
  const routes = apiRoutes(deps);
  for (const step of Object.keys(STEPS) as Step[]) {
    const { method, path } = STEPS[step];
    const { body, answer, handle } = routes[step];
    app.route({
      method,
      url: path,
      schema: { ...(body === null ? {} : { body }), response: { 200: answer, '4xx': ANSWERS.problem } },
      handler: (request, reply) => handle(new Visit(deps, request, reply), request, reply),
    });
  }
}

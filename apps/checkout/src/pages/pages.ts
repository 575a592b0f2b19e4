/**
 * The pages: server-rendered, plain forms, one for each step that a person takes. They do what the JSON API does, by the
 * same functions; a form that was done leads on by a redirect, so that a reload repeats nothing.
 */
import fastifyFormbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TITLES } from '../domain/catalogue.js';
import type { PlanBody } from '../protocol/index.js';
import type { ApiDeps } from '../routes/api.js';
import { answerErrors, type ErrorDeps } from '../routes/errors.js';
import { BODIES } from '../routes/schemas.js';
import * as steps from '../routes/steps.js';
import { Visit } from '../routes/visit.js';
import { pageOf, type Screen } from './layout.js';
import * as screens from './screens.js';

export interface PageDeps extends ApiDeps, ErrorDeps {
  readonly node: string;
  /** An item number that no load plan uses. */
  readonly newItem: () => number;
}

/** A screen to show, or a path to go to. */
type Outcome = Screen | string;
type Page = (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<Outcome>;

const HTML = 'text/html; charset=utf-8';
/** Seconds of a film that one click watches. */
const WATCH_SECONDS = 10;

export async function registerPages(app: FastifyInstance, deps: PageDeps): Promise<void> {
  await app.register(fastifyFormbody);
  answerErrors(app, deps, (problem, reply) => {
    reply.type(HTML);
    return pageOf(screens.failed('That did not work', `${problem}.`), { node: deps.node, session: null });
  });
  const handler = (page: Page) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = new Visit(deps, request, reply);
    const outcome = await page(visit, request, reply);
    if (typeof outcome === 'string') return reply.redirect(outcome, 303);
    reply.type(HTML);
    return pageOf(outcome, { node: deps.node, session: visit.session });
  };
  const show = (path: string, screenOf: (visit: Visit, request: FastifyRequest) => Outcome): void => {
    app.get(
      path,
      handler(async (visit, request) => {
        visit.speak();
        return screenOf(visit, request);
      }),
    );
  };
  const form = (path: string, body: object | null, page: Page): void => {
    app.post(path, body === null ? {} : { schema: { body } }, handler(page));
  };
  registerScreens(show);
  registerForms(form, deps);
}

function registerScreens(
  show: (path: string, screenOf: (visit: Visit, request: FastifyRequest) => Outcome) => void,
): void {
  show('/', ({ session }) => screens.start(session));
  show('/sign-in', screens.signIn);
  show('/titles', screens.titles);
  show('/watch/:title', ({ session }, request) => {
    const title = titleOf(request);
    return title === undefined ? '/titles' : screens.watching(title, session);
  });
  show('/plan', screens.plans);
  show('/payment-method', screens.paymentMethod);
  show('/review', ({ session }) => screens.review(session));
  show('/receipt', ({ session }) => screens.receipt(session?.receipt ?? null));
  show('/claim', () => screens.claim(false));
}

function registerForms(form: (path: string, body: object | null, page: Page) => void, deps: PageDeps): void {
  const { newItem, newCode, payments } = deps;
  form('/open', null, async (visit) => {
    await steps.open(visit, newItem());
    return '/sign-in';
  });
  form('/sign-in', BODIES.signInForm, async (visit, request) => {
    await steps.signIn(visit, { ...(request.body as { account: string }), item: newItem() });
    return '/titles';
  });
  form('/watch/:title', null, async (visit, request) => {
    const title = titleOf(request);
    if (title === undefined) return '/titles';
    const { title: last, positionSeconds = 0, sequence = 0 } = visit.session?.watch ?? {};
    const from = last === title.id ? positionSeconds : 0;
    await steps.watch(visit, { title: title.id, positionSeconds: from + WATCH_SECONDS, sequence: sequence + 1 });
    return `/watch/${title.id}`;
  });
  form('/plan', BODIES.planForm, async (visit, request) => {
    await steps.choosePlan(visit, { ...(request.body as Pick<PlanBody, 'plan'>), item: newItem() });
    return '/payment-method';
  });
  form('/payment-method', BODIES.paymentMethodForm, async (visit, request) => {
    await steps.givePaymentMethod(visit, { ...(request.body as { card: string }), item: newItem() });
    return '/review';
  });
  form('/review', null, async (visit) => {
    await steps.review(visit, newItem());
    return '/review';
  });
  form('/pay', null, async (visit, _request, reply) => {
    if ((await steps.pay(visit, newItem(), payments)) !== null) return '/receipt';
    reply.code(409);
    return screens.failed('Nothing to pay', 'This session holds no reviewed order. Was it lost on the way?');
  });
  form('/hand-off', null, async (visit) => screens.code(await visit.handOff(newCode)));
  form('/claim', BODIES.claim, async (visit, request, reply) => {
    if (await steps.claim(visit, (request.body as { code: string }).code)) return screens.nextPath(visit.session);
    reply.code(404);
    return screens.claim(true);
  });
  form('/sign-out', null, async (visit) => {
    await visit.end();
    return '/';
  });
}

function titleOf(request: FastifyRequest): (typeof TITLES)[number] | undefined {
  const { title } = request.params as { title: string };
  return TITLES.find(({ id }) => id === title);
}

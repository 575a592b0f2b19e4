/**
 * The pages: server-rendered, plain forms, one for each step that a person takes. They do what the JSON API does, by the
 * same functions, except that a person is told of a lost session at once; a form that was done leads on by a redirect,
 * so that a reload repeats nothing.
 */
import fastifyFormbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TITLES } from '../domain/catalogue.js';
import { type PlanBody, SESSION_COOKIE } from '../protocol/index.js';
import type { ApiDeps } from '../routes/api.js';
import type { ErrorDeps } from '../routes/errors.js';
import { BODIES } from '../routes/schemas.js';
import * as steps from '../routes/steps.js';
import { Visit } from '../routes/visit.js';
import { answerInWords, answerWith } from './answers.js';
import * as failures from './failures.js';
import type { Screen } from './layout.js';
import * as screens from './screens.js';

export interface PageDeps extends ApiDeps, ErrorDeps {
  readonly node: string;
  /** An item number that no load plan uses. */
  readonly newItem: () => number;
}

/** A screen to show, or a path to go to. */
type Outcome = Screen | string;
type ScreenOf = (visit: Visit, request: FastifyRequest) => Outcome;
type Page = (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Promise<Outcome>;
/** What a form asks for, and what it shows when that is not what it gets. */
interface Fields {
  readonly body: object;
  readonly wrong: (visit: Visit) => Screen;
}

/** Pages that make sense for a browser whose session is gone. */
const NEED_NO_SESSION: readonly string[] = ['/open', '/claim', '/sign-out'];
/** Seconds of a film that one click watches. */
const WATCH_SECONDS = 10;

export async function registerPages(app: FastifyInstance, deps: PageDeps): Promise<void> {
  await app.register(fastifyFormbody);
  answerInWords(app, deps);
  const handler = (page: Page) => async (request: FastifyRequest, reply: FastifyReply) => {
    const visit = new Visit(deps, request, reply);
    if (isLost(visit, request)) return tellLoss(visit, request, reply);
    const outcome = await page(visit, request, reply);
    if (typeof outcome === 'string') return reply.redirect(outcome, 303);
    return answerWith(reply, outcome, { node: deps.node, session: visit.session });
  };
  // The cookie stays as it is: whatever node may still know the session can be asked again.
  const tellLoss = (visit: Visit, request: FastifyRequest, reply: FastifyReply): string => {
    visit.speak();
    deps.layer.abandon(request);
    reply.code(409);
    return answerWith(reply, failures.gone(deps.node), { node: deps.node, session: null });
  };
  registerScreens((path, screenOf) => {
    const page: Page = async (visit, request) => {
      visit.speak();
      return screenOf(visit, request);
    };
    app.get(path, handler(page));
  });
  registerForms((path, fields, page) => {
    if (fields === null) app.post(path, handler(page));
    else app.post(path, { schema: { body: fields.body }, attachValidation: true }, handler(checked(fields, page)));
  }, deps);
}

function checked({ wrong }: Fields, page: Page): Page {
  return async (visit, request, reply) => {
    if (!request.validationError) return page(visit, request, reply);
    reply.code(400);
    return wrong(visit);
  };
}

function registerScreens(show: (path: string, screenOf: ScreenOf) => void): void {
  show('/', ({ session }) => screens.start(session));
  show('/sign-in', () => screens.signIn());
  show('/titles', screens.titles);
  show('/watch/:title', ({ session }, request) => {
    const title = titleOf(request);
    return title === undefined ? '/titles' : screens.watching(title, session);
  });
  show('/plan', ({ session }) => screens.plans(session));
  show('/payment-method', () => screens.paymentMethod());
  show('/review', ({ session }) => screens.review(session));
  show('/receipt', ({ session }) => screens.receipt(session?.receipt ?? null));
  show('/claim', () => screens.claim());
}

function registerForms(form: (path: string, fields: Fields | null, page: Page) => void, deps: PageDeps): void {
  const { newItem, newCode, payments } = deps;
  form('/open', null, async (visit) => {
    await steps.open(visit, newItem());
    return '/sign-in';
  });
  form('/sign-in', { body: BODIES.signInForm, wrong: () => screens.signIn(true) }, async (visit, request) => {
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
  const plans: Fields = { body: BODIES.planForm, wrong: ({ session }) => screens.plans(session, true) };
  form('/plan', plans, async (visit, request) => {
    await steps.choosePlan(visit, { ...(request.body as Pick<PlanBody, 'plan'>), item: newItem() });
    return '/payment-method';
  });
  const cards: Fields = { body: BODIES.paymentMethodForm, wrong: () => screens.paymentMethod(true) };
  form('/payment-method', cards, async (visit, request) => {
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
    return failures.nothingToPay();
  });
  form('/hand-off', null, async (visit, request) =>
    screens.code(await visit.handOff(newCode), `${request.host}/claim`),
  );
  form('/claim', { body: BODIES.claim, wrong: () => screens.claim(true) }, async (visit, request, reply) => {
    if (await steps.claim(visit, (request.body as { code: string }).code)) return screens.nextPath(visit.session);
    reply.code(404);
    return screens.claim(true);
  });
  form('/sign-out', null, async (visit) => {
    await visit.end();
    return '/';
  });
}

function isLost({ session }: Visit, request: FastifyRequest): boolean {
  return session === null && isNamed(request) && !NEED_NO_SESSION.includes(request.routeOptions.url ?? '');
}

/** Whether the browser names a session, be it a known one or not. */
function isNamed({ headers: { cookie = '' } }: FastifyRequest): boolean {
  return cookie.split(/; */).some((pair) => pair.startsWith(`${SESSION_COOKIE}=`));
}

function titleOf(request: FastifyRequest): (typeof TITLES)[number] | undefined {
  const { title } = request.params as { title: string };
  return TITLES.find(({ id }) => id === title);
}

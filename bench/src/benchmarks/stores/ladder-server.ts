/**
 * One rung of the ladder as a server of its own: the same small answer, by way of whatever the rung puts before it. Run
 * as a program, by ladder.ts. A request that does not find its session is answered 500: it must not count as fast.
 */
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import type { LayerSettings, SessionLayer } from '@session-lab/checkout';
import { openMemoryLayer } from '@session-lab/stateful/layer';
import { openRedisLayer } from '@session-lab/stateless/layer';
import { RedisStore } from 'connect-redis';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { Redis } from 'ioredis';
import {
  ACCOUNT,
  ASK_WORK,
  isRungName,
  REDIS_VARIABLE,
  REQUEST_PATH,
  RUNG_VARIABLE,
  RUNGS,
  type Rung,
  START_PATH,
  type Work,
} from './ladder-rungs.js';

const SECRET = 'a secret for a benchmark, 32 characters or more';
const IDLE_TTL_MS = 3_600_000;
const COMMAND_TIMEOUT_MS = 1000;

/** What somebody has in a session who is about to pay. */
const SESSION = {
  birth: 'c0ffee00-0000-4000-8000-000000000000',
  account: ACCOUNT,
  plan: 'standard',
  card: '0042',
  'item:1': 'open',
  'item:2': 'signIn',
  'item:3': 'plan',
  'item:4': 'paymentMethod',
  'item:5': 'review',
} as const;
/** Every write differs from the one before. */
let sequence = 0;
const heartbeat = () => {
  sequence += 1;
  return { title: 'the-long-night', positionSeconds: sequence % 4000, sequence };
};

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<object>;
interface Handlers {
  readonly start: Handler;
  readonly request: Handler;
}

let requests = 0;
/** @throws Error when there is no session, or another one */
function answerOf(account: string | undefined): object {
  if (account !== ACCOUNT) throw new Error(`a request found ${account} for a session`);
  requests += 1;
  return { account, plan: SESSION.plan };
}

/** The cookie is as long as a signed one, and everybody sends it: what reading headers costs is no rung's. */
const COOKIE = `sessionId=${'x'.repeat(78)}; Path=/; HttpOnly; SameSite=Lax`;
const withoutSession: Handlers = {
  start: async (_request, reply) => {
    reply.header('set-cookie', COOKIE);
    return { started: true };
  },
  request: async () => answerOf(ACCOUNT),
};

/** @param lean without the two defaults that write on every request */
async function stock(app: FastifyInstance, { place, does }: Rung, lean: boolean): Promise<Handlers> {
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    secret: SECRET,
    cookie: { secure: false },
    ...(place === 'redis' ? { store: new RedisStore({ client: new Redis(redisUrl()) }) as never } : {}),
    ...(lean ? { rolling: false, saveUninitialized: false } : {}),
  });
  type Held = Record<string, unknown> & { account?: string };
  return {
    start: async (request) => {
      Object.assign(request.session, SESSION);
      return { started: true };
    },
    request: async (request) => {
      const session = request.session as unknown as Held;
      if (does === 'writes') session['watch'] = heartbeat();
      return answerOf(session.account);
    },
  };
}

async function ours(app: FastifyInstance, { place, does }: Rung): Promise<Handlers> {
  const layer = await openLayer(place);
  await layer.register(app);
  return {
    start: async (request) => {
      await layer.save(request, SESSION);
      return { started: true };
    },
    request: async (request) => {
      if (does === 'writes') await layer.save(request, { watch: heartbeat() });
      return answerOf(layer.find(request)?.account);
    },
  };
}

function openLayer(place: Rung['place']): Promise<SessionLayer> {
  const settings: LayerSettings = {
    secret: SECRET,
    idleTtlMs: IDLE_TTL_MS,
    absoluteTtlMs: null,
    redisUrl: place === 'redis' ? redisUrl() : null,
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    warn: (message) => void process.stderr.write(`${message}\n`),
  };
  return place === 'redis' ? openRedisLayer(settings) : openMemoryLayer(settings);
}

function redisUrl(): string {
  const url = process.env[REDIS_VARIABLE];
  if (url === undefined) throw new Error(`${REDIS_VARIABLE} is missing`);
  return url;
}

async function handlersOf(rung: Rung, app: FastifyInstance): Promise<Handlers> {
  if (rung.layer === 'ours') return await ours(app, rung);
  if (rung.layer === 'stock' || rung.layer === 'lean') return await stock(app, rung, rung.layer === 'lean');
  if (rung.layer === 'cookie') await app.register(fastifyCookie);
  return withoutSession;
}

// Whoever started this process is gone when the channel is.
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  if (message !== ASK_WORK) return;
  const { user, system } = process.cpuUsage();
  process.send?.({ requests, cpuUs: user + system } satisfies Work);
});
const name = process.env[RUNG_VARIABLE] ?? '';
if (!isRungName(name)) throw new Error(`${RUNG_VARIABLE} names no rung: "${name}"`);
const app = fastify({ logger: false, exposeHeadRoutes: false });
const { start, request } = await handlersOf(RUNGS[name], app);
app.get(START_PATH, start);
app.get(REQUEST_PATH, request);
await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = app.server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ ready: true, port, adminPort: port })}\n`);

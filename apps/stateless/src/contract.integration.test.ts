/**
 * The stateless designs under the contract of all session layers, on a real redis-server where they need one. What the
 * baselines do not hold is listed here, and shown by the suite.
 */
import { ENDS_AT, type SessionStore, storeLayer, tutorialLayer } from '@session-lab/checkout';
import {
  CONTRACT_IDLE_TTL_MS,
  CONTRACT_SECRET,
  everyBrokenStoreIsCaught,
  type LayerUnderTest,
  type LayerWanted,
  sessionContract,
  withOutages,
  withTutorialOutages,
} from '@session-lab/checkout/contract';
import { StartedRedis } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { BlobStore } from './blob-layer.js';
import { Circuit } from './circuit.js';
import { connect, ready } from './connection.js';
import { withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';
import { SealedLayer } from './sealed-layer.js';

/** What a cookie without a store cannot do, in words for several exceptions. */
const NO_REVOCATION = 'nobody can revoke a sealed cookie: whoever has a copy of it has the session';
const NO_HAND_OFF = 'no server knows the session, so none can give it to a second browser';

const COMMAND_TIMEOUT_MS = 5000;
let server: StartedRedis;
let redis: Redis;

beforeAll(async () => {
  server = await StartedRedis.start();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

/** Of a session of our store, and of no other. */
const ABSOLUTE_END = new RegExp(`^({"${ENDS_AT}":)(\\d+)`);

/** Takes so much of what every key has left, and brings absolute ends nearer. */
async function pass(ms: number): Promise<void> {
  for (const key of await redis.keys('*')) {
    const text = (await redis.get(key)) ?? '';
    const nearer = text.replace(ABSOLUTE_END, (_, start: string, endsAtMs: string) => start + (Number(endsAtMs) - ms));
    if (nearer !== text) await redis.set(key, nearer, 'KEEPTTL');
    const ttlMs = await redis.pttl(key);
    // It never expires, however much time goes by.
    if (ttlMs === -1) continue;
    const leftMs = ttlMs - ms;
    if (leftMs > 0) await redis.pexpire(key, Math.floor(leftMs));
    else await redis.del(key);
  }
}

/** A client as a node of ours has it. */
async function connected(): Promise<Redis> {
  await redis.flushall();
  const client = connect(server.url, COMMAND_TIMEOUT_MS);
  await ready(client);
  return client;
}

/** A client as a node of a tutorial has it. */
async function connectedByDefault(): Promise<Redis> {
  await redis.flushall();
  const client = new Redis(server.url);
  await ready(client);
  return client;
}

async function overRedis(
  { absoluteTtlMs }: LayerWanted,
  broken: (store: SessionStore) => SessionStore = (store) => store,
): Promise<LayerUnderTest> {
  const client = withScripts(await connected());
  const circuit = new Circuit(client, COMMAND_TIMEOUT_MS);
  const { store, outage } = withOutages(
    new RedisStore(client, circuit, { idleTtlMs: CONTRACT_IDLE_TTL_MS, absoluteTtlMs }),
  );
  return { layer: storeLayer(broken(store), { secret: CONTRACT_SECRET, absoluteTtlMs }), pass, outage };
}

sessionContract('redis', overRedis);

everyBrokenStoreIsCaught('Redis', overRedis);

sessionContract(
  'redis-blob',
  async ({ absoluteTtlMs }) => {
    const { store, outage } = withTutorialOutages(new BlobStore(await connectedByDefault(), CONTRACT_IDLE_TTL_MS));
    return { layer: tutorialLayer(store, { secret: CONTRACT_SECRET, absoluteTtlMs }), pass, outage };
  },
  {
    refuses: 'it writes what JSON makes of a session, and looks at nothing',
    reads: 'with `rolling`, its default, whoever looks writes the whole session',
    ends: 'with `rolling`, its default, every request puts the end off, and no session knows of one',
    'keeps of objects that go on changing what was saved of them, no less and no more':
      'a request writes its whole session, with whatever was changed in it',
    'lets no request see or undo what another did with its copy of the session': 'a save writes the whole session',
    buries: 'a late save sets the session again',
    merges: 'a save writes the whole session',
    tidies: 'a save writes the whole session',
    carries: 'a move writes the whole session',
    whole: 'the plug-in destroys the old id, then sets the new one',
    'refuses a save under the old key by a request that was at work meanwhile': 'a late save sets the old key again',
    'finds nothing for a newcomer, and creates nothing by looking':
      'with `saveUninitialized`, its default, whoever looks gets a session and a cookie',
    'ends a session, clears its cookie, and that of whoever comes back with it':
      'with `saveUninitialized`, whoever comes back with a dead cookie gets a new session',
  },
);

sessionContract(
  'sealed',
  async ({ absoluteTtlMs }) => {
    let nowMs = 1_800_000_000_000;
    return {
      layer: new SealedLayer({ secret: CONTRACT_SECRET, idleTtlMs: CONTRACT_IDLE_TTL_MS, absoluteTtlMs }, () => nowMs),
      pass: async (ms) => {
        nowMs += ms;
      },
    };
  },
  {
    holds: 'a browser drops a cookie over 4,096 bytes, and keeps the one it had',
    'leaves the end where it is when a session changes, moves, or goes on in a second browser': NO_HAND_OFF,
    'lets no request see or undo what another did with its copy of the session':
      'the last answer to arrive replaces the whole cookie',
    'refuses to revive a session that was ended meanwhile': NO_REVOCATION,
    merges: 'the last answer to arrive replaces the whole cookie',
    tidies: 'the last answer to arrive replaces the whole cookie',
    carries: 'the last answer to arrive replaces the whole cookie',
    whole: 'there is no store that could fail half-way',
    rekeys: NO_REVOCATION,
    acknowledges: 'the answer itself is the save: it is done when the browser has it',
    fails: 'there is no store that could fail',
    codes: NO_HAND_OFF,
    'lets a second browser go on in the same session under the same key': NO_HAND_OFF,
    'ends a session, clears its cookie, and that of whoever comes back with it': NO_REVOCATION,
  },
);

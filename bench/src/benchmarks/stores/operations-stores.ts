/** The stores of the micro-benchmark, each behind the same few operations, each used as its design uses it. */
import { MemoryStore as PluginMemoryStore } from '@fastify/session';
import type { Fields, SessionStore } from '@session-lab/checkout';
import { openMemoryStore } from '@session-lab/stateful/layer';
import { openRedisStore } from '@session-lab/stateless/layer';
import { CookieSeal } from '@session-lab/stateless/sealed';
import { RedisStore as ConnectRedisStore } from 'connect-redis';
import { fastify } from 'fastify';
import { Redis } from 'ioredis';

export type BenchedStore = 'memory' | 'memory-naive' | 'redis' | 'redis-blob' | 'sealed';

/** A session's contents, to be written; the watch register is what changes. */
export type Contents = Readonly<Record<string, unknown>>;

export interface StoreUnderTest {
  create(key: string, contents: Contents): Promise<void>;
  /** What the session holds. @throws Error when it is not there */
  load(key: string): Promise<Contents>;
  /** What a request that writes asks of the store: looks the session up, sets one field, saves. */
  change(key: string, field: string, value: unknown): Promise<void>;
  /** Another key for it, as at a sign-in; nothing of it changes. */
  move(from: string, to: string): Promise<void>;
  destroy(key: string): Promise<void>;
  close(): Promise<void>;
}

const IDLE_TTL_MS = 3_600_000;
const COMMAND_TIMEOUT_MS = 5000;
const SECRET = 'a secret for a benchmark, 32 characters or more';

export const OPEN: Readonly<Record<BenchedStore, (redisUrl: string) => Promise<StoreUnderTest>>> = {
  memory: async () => ofOurs(openMemoryStore({ idleTtlMs: IDLE_TTL_MS, warn: raise })),
  'memory-naive': async () => new PluginStoreUnderTest(new PluginMemoryStore() as unknown as PluginStore),
  redis: async (redisUrl) =>
    ofOurs(
      await openRedisStore({
        secret: SECRET,
        idleTtlMs: IDLE_TTL_MS,
        absoluteTtlMs: null,
        redisUrl,
        commandTimeoutMs: COMMAND_TIMEOUT_MS,
        warn: raise,
      }),
    ),
  'redis-blob': async (redisUrl) => {
    const redis = new Redis(redisUrl);
    await redis.ping();
    return new PluginStoreUnderTest(new ConnectRedisStore({ client: redis }) as never, () => redis.disconnect());
  },
  sealed: async () => {
    const app = fastify();
    const seal = await CookieSeal.register(app, SECRET, IDLE_TTL_MS);
    await app.ready();
    return ofSeal(seal, () => app.close());
  },
};

function raise(message: string): never {
  throw new Error(message);
}

const missing = (key: string): Error => new Error(`the session ${key} is not there`);

function ofOurs(store: SessionStore): StoreUnderTest {
  const load = async (key: string): Promise<Fields> => {
    const fields = await store.load(key);
    if (fields === null) throw missing(key);
    return fields;
  };
  return {
    create: (key, contents) => store.create(key, contents),
    load,
    change: async (key, field, value) => {
      const held = await load(key);
      if (!(await store.update(key, { [field]: value }, held))) throw missing(key);
    },
    move: async (from, to) => {
      if (!(await store.move(from, to, {}))) throw missing(from);
    },
    destroy: (key) => store.destroy(key),
    close: () => store.close(),
  };
}

type Done = (error?: unknown) => void;
/** The session plug-in's contract. */
interface PluginStore {
  get(key: string, done: (error: unknown, session?: object | null) => void): void;
  set(key: string, session: object, done: Done): void;
  destroy(key: string, done: Done): void;
}

/** What the plug-in adds to every session, and a store of blobs writes each time. */
const COOKIE = { path: '/', httpOnly: true, secure: false, sameSite: 'lax', originalMaxAge: null, expires: null };

/** The whole session at every save; a move is the plug-in's destroy, then set. */
class PluginStoreUnderTest implements StoreUnderTest {
  readonly #store: PluginStore;
  readonly #release: () => void;

  constructor(store: PluginStore, release: () => void = () => {}) {
    this.#store = store;
    this.#release = release;
  }

  create(key: string, contents: Contents): Promise<void> {
    return this.#set(key, { ...contents, cookie: COOKIE });
  }

  load(key: string): Promise<Contents> {
    return new Promise((resolve, reject) => {
      this.#store.get(key, (error, session) => {
        if (error || !session) reject(error ?? missing(key));
        else resolve(session as Contents);
      });
    });
  }

  async change(key: string, field: string, value: unknown): Promise<void> {
    const session = await this.load(key);
    (session as Record<string, unknown>)[field] = value;
    await this.#set(key, session);
  }

  async move(from: string, to: string): Promise<void> {
    const session = await this.load(from);
    await this.destroy(from);
    await this.#set(to, session);
  }

  destroy(key: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#store.destroy(key, (error) => (error ? reject(error) : resolve()));
    });
  }

  async close(): Promise<void> {
    this.#release();
  }

  #set(key: string, session: object): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#store.set(key, session, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** There is no store: the cookies that browsers would hold are kept here, and no operation's work. */
function ofSeal(seal: CookieSeal, release: () => Promise<unknown>): StoreUnderTest {
  const cookies = new Map<string, string>();
  const write = (key: string, data: Contents): void => {
    cookies.set(key, seal.seal({ key, usedAtMs: Date.now(), data: data as never }));
  };
  const load = async (key: string): Promise<Contents> => {
    const opened = seal.open(cookies.get(key) ?? '');
    if (opened === null) throw missing(key);
    return opened.data as unknown as Contents;
  };
  return {
    create: async (key, contents) => write(key, contents),
    load,
    change: async (key, field, value) => write(key, { ...(await load(key)), [field]: value }),
    move: async (from, to) => {
      write(to, await load(from));
      cookies.delete(from);
    },
    destroy: async (key) => void cookies.delete(key),
    close: async () => void (await release()),
  };
}

/**
 * The stateless baseline: what a tutorial does. connect-redis (8, the last for ioredis) over the client's default
 * options: the whole session as one JSON text, by GET and SET. The defaults wait for a connection where ours refuses, and
 * know no deadline where ours has one.
 */
import {
  CODE_TTL_MS,
  type LayerSettings,
  type SessionData,
  type SessionLayer,
  type TutorialStore,
  tutorialLayer,
} from '@session-lab/checkout';
import { RedisStore as ConnectRedisStore } from 'connect-redis';
import { Redis } from 'ioredis';
import { addressOf, ready, reportOutages } from './connection.js';
import { scan } from './scan.js';

/** The prefix that connect-redis gives its keys by default. */
const SESSION = 'sess:';
const CODE = 'h:';
const SECOND_MS = 1000;

type Listed = { readonly key: string; readonly data: SessionData; readonly ttlMs: number };

export class BlobStore implements TutorialStore {
  readonly name = 'redis-blob';
  readonly sessions: TutorialStore['sessions'];
  readonly #redis: Redis;

  constructor(redis: Redis, idleTtlMs: number) {
    this.#redis = redis;
    // Whole seconds, and at least one: it takes 0 for "a day".
    const ttl = Math.max(1, Math.ceil(idleTtlMs / SECOND_MS));
    this.sessions = new ConnectRedisStore({ client: redis, ttl }) as never;
  }

  async keepCode(code: string, key: string): Promise<boolean> {
    return (await this.#redis.set(CODE + code, key, 'PX', CODE_TTL_MS, 'NX')) === 'OK';
  }

  takeCode(code: string): Promise<string | null> {
    return this.#redis.getdel(CODE + code);
  }

  list(): AsyncIterable<Listed> {
    return scan(this.#redis, SESSION, (name) => this.#peek(name));
  }

  count(): null {
    return null;
  }

  bytes(): null {
    return null;
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #peek(name: string): Promise<Listed | null> {
    const [text, ttlMs] = await Promise.all([this.#redis.get(name), this.#redis.pttl(name)]);
    if (text === null) return null;
    return { key: name.slice(SESSION.length), data: JSON.parse(text) as SessionData, ttlMs };
  }
}

/** @throws EnvironmentError when no Redis is named; Error when none answers at the start */
export async function openBlobLayer(settings: LayerSettings): Promise<SessionLayer> {
  const redis = new Redis(addressOf(settings.redisUrl));
  reportOutages(redis, settings.warn);
  await ready(redis);
  return tutorialLayer(new BlobStore(redis, settings.idleTtlMs), settings);
}

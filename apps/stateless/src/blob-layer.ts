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

/** The prefix that connect-redis gives its keys by default. */
const SESSION = 'sess:';
const CODE = 'h:';
/** Keys that one SCAN step of a dump asks for. */
const SCAN_COUNT = 1000;
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

  /** SCAN may name a key twice. */
  async *list(): AsyncIterable<Listed> {
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, names] = await this.#redis.scan(cursor, 'MATCH', `${SESSION}*`, 'COUNT', SCAN_COUNT);
      cursor = next;
      const fresh = names.filter((name) => !seen.has(name));
      for (const name of fresh) seen.add(name);
      const found = await Promise.all(fresh.map((name) => this.#peek(name)));
      yield* found.filter((session) => session !== null);
    } while (cursor !== '0');
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

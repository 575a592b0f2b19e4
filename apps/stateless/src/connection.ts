/** Connections to Redis: one for our store, made to fail fast and to come back soon, and what any of them needs. */
import { randomInt } from 'node:crypto';
import { EnvironmentError } from '@session-lab/checkout';
import type { Redis } from 'ioredis';
import { GatheringRedis } from './gathering-redis.js';
import { MasterConnector } from './master-connector.js';
import { pauseBefore } from './reconnect.js';
import { isOfPassword, isOfReplica } from './refusals.js';

/** How long a node waits for Redis when it starts. */
const START_TIMEOUT_MS = 10_000;
/** A host that swallows packets must not keep us from trying again within a second: this, and the longest pause. */
const LONGEST_CONNECT_MS = 500;
/** Neither must one that makes a connection and swallows what we say. */
const LONGEST_SILENCE_MS = 400;
/** After it, a connection that we gave up is destroyed: a frozen Redis would never close its end. */
const DISCONNECT_TIMEOUT_MS = 10;
/** Pause before asking again a Redis that is still reading its file. */
const LOADING_PAUSE_MS = 100;

/** The address of the shared store. @throws EnvironmentError */
export function addressOf(redisUrl: string | null): string {
  if (redisUrl === null) throw new EnvironmentError('LAB_REDIS is missing');
  return redisUrl;
}

/**
 * Whoever connects listens for `error`, too.
 *
 * @param timeoutMs for a connection to be made, and again for it to be ready, if that is less than we have patience for
 */
export function connect(url: string, timeoutMs: number): Redis {
  const redis = new GatheringRedis(url, {
    Connector: MasterConnector,
    // One reply a command, in the shapes that we read; nothing to negotiate, nothing to announce.
    protocol: 2,
    disableClientInfo: true,
    // While Redis is away, fail at once, and send nothing late that was answered as failed long ago.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: Math.min(timeoutMs, LONGEST_CONNECT_MS),
    disconnectTimeout: DISCONNECT_TIMEOUT_MS,
    maxLoadingRetryTime: LOADING_PAUSE_MS,
    retryStrategy: (attempt) => pauseBefore(attempt, randomInt),
    // The address may lead to the new master by now, but never this connection. Nothing is sent again.
    reconnectOnError: (error) => {
      if (!isOfReplica(error)) return false;
      redis.emit('error', error);
      return true;
    },
  });
  endSilentHandshakes(redis, Math.min(timeoutMs, LONGEST_SILENCE_MS));
  return redis;
}

/** One that accepts connections and never says a word has made ours, but is no Redis. */
function endSilentHandshakes(redis: Redis, timeoutMs: number): void {
  let timer: NodeJS.Timeout | undefined;
  const settled = (): void => clearTimeout(timer);
  redis.on('connect', () => {
    timer = setTimeout(() => redis.disconnect(true), timeoutMs);
  });
  redis.on('ready', settled).on('close', settled);
}

/** One line when Redis goes and one when it is back, however often the client tries. */
export function reportOutages(redis: Redis, warn: (message: string) => void): void {
  let away = false;
  const gone = (why: string): void => {
    if (!away) warn(`Redis is away: ${why}`);
    away = true;
  };
  redis.on('error', (error: Error) => gone(error.message));
  redis.on('reconnecting', () => gone('the connection is closed'));
  redis.on('ready', () => {
    if (away) warn('Redis is back');
    away = false;
  });
}

/**
 * Gives up for good when it throws.
 *
 * @throws EnvironmentError at once when Redis wants another password; Error when it does not answer in START_TIMEOUT_MS
 */
export async function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const settled = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Redis did not become ready in ${START_TIMEOUT_MS} ms`)),
        START_TIMEOUT_MS,
      );
      const refused = (error: Error): void => {
        if (isOfPassword(error))
          reject(new EnvironmentError(`LAB_REDIS has no password that Redis takes: ${error.message}`));
      };
      settled.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        redis.off('ready', resolve).off('error', refused);
      });
      redis.on('ready', resolve).on('error', refused);
    });
  } catch (error) {
    redis.disconnect();
    throw error;
  } finally {
    settled.abort();
  }
}

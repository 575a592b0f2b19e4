/** The session layer of the stateless variant: connects to Redis before the node opens its ports. */
import { EnvironmentError, type LayerSettings, type SessionLayer, storeLayer } from '@session-lab/checkout';
import { Redis } from 'ioredis';
import { deadline } from './deadline.js';
import { withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';

/** Pause before the n-th attempt to connect again, milliseconds. */
const reconnectAfterMs = (attempt: number): number => Math.min(50 * attempt, 500);
/** How long a node waits for Redis when it starts. */
const START_TIMEOUT_MS = 10_000;
/** The first deadline of a command is the client's; ours, a little later, is for what that one misses. */
const MARGIN_MS = 50;

/** @throws EnvironmentError when no Redis is named; Error when none answers at the start */
export async function openRedisLayer(settings: LayerSettings): Promise<SessionLayer> {
  const { redisUrl, idleTtlMs, commandTimeoutMs, warn } = settings;
  if (redisUrl === null) throw new EnvironmentError('LAB_REDIS is missing');
  const redis = connect(redisUrl, commandTimeoutMs);
  reportOutages(redis, warn);
  await ready(redis);
  return storeLayer(new RedisStore(withScripts(redis), idleTtlMs, deadline(commandTimeoutMs + MARGIN_MS)), settings);
}

function connect(url: string, commandTimeout: number): Redis {
  return new Redis(url, {
    // One connection, one reply a command: RESP2 has the shapes that we read, and needs no handshake.
    protocol: 2,
    enableAutoPipelining: true,
    commandTimeout,
    connectTimeout: commandTimeout,
    // While Redis is away, fail at once, and send nothing late that was answered as failed long ago.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: reconnectAfterMs,
  });
}

/** One line when Redis goes and one when it is back, however often the client tries. */
function reportOutages(redis: Redis, warn: (message: string) => void): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) warn(`Redis is away: ${error.message}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) warn('Redis is back');
    away = false;
  });
}

async function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.disconnect();
      reject(new Error(`Redis did not become ready in ${START_TIMEOUT_MS} ms`));
    }, START_TIMEOUT_MS);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

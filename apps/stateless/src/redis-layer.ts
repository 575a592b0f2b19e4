/** The session layer of the stateless variant: connects to Redis before the node opens its ports. */
import { type LayerSettings, type SessionLayer, storeLayer } from '@session-lab/checkout';
import { Circuit } from './circuit.js';
import { addressOf, connect, ready, reportOutages } from './connection.js';
import { withScripts } from './redis-scripts.js';
import { RedisStore } from './redis-store.js';

/** @throws EnvironmentError when no Redis is named; Error when none answers at the start */
export async function openRedisLayer(settings: LayerSettings): Promise<SessionLayer> {
  return storeLayer(await openRedisStore(settings), settings);
}

/** The store alone, for whoever puts another one around it. */
export async function openRedisStore(settings: LayerSettings): Promise<RedisStore> {
  const { redisUrl, commandTimeoutMs, warn } = settings;
  const redis = withScripts(connect(addressOf(redisUrl), commandTimeoutMs));
  const circuit = new Circuit(redis, commandTimeoutMs);
  reportOutages(redis, warn);
  await ready(redis);
  return new RedisStore(redis, circuit, settings);
}

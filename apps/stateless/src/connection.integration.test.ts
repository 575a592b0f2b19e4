/** A connection is given up soon when nobody speaks on it, however long a command may take. */
import { RedisRelay, StartedRedis } from '@session-lab/checkout/rigs';
import { expect, it } from 'vitest';
import { connect, ready } from './connection.js';

/** An attempt that waited for as long as a command may would outlast the test. */
const LONG_DEADLINE_MS = 600_000;

it('tries again and again at a Redis that accepts connections and says nothing, whatever its commands deadline', async () => {
  await using server = await StartedRedis.start();
  await using relay = await RedisRelay.start(server.port);
  relay.mute = true;
  const redis = connect(relay.url, LONG_DEADLINE_MS);
  redis.on('error', () => {});
  try {
    while (relay.accepted < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(relay.open).toBeLessThanOrEqual(2);
    relay.mute = false;
    await ready(redis);
    expect(await redis.ping()).toBe('PONG');
  } finally {
    redis.disconnect();
  }
});

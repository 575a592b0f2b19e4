/** A log-out is final, in Redis: a slow read that ends after it brings nothing back. The baseline's number beside it. */
import type { LayerSettings, OpenLayer } from '@session-lab/checkout';
import { lateReads } from '@session-lab/checkout/late-read';
import { StartedRedis } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBlobLayer } from './blob-layer.js';
import { openRedisLayer } from './redis-layer.js';

const ROUNDS = 1000;

let server: StartedRedis;
beforeAll(async () => {
  server = await StartedRedis.start();
});
afterAll(() => server[Symbol.asyncDispose]());

const settings = (): LayerSettings => ({
  secret: 'x'.repeat(32),
  idleTtlMs: 60_000,
  absoluteTtlMs: null,
  redisUrl: server.url,
  commandTimeoutMs: 5000,
  warn: () => {},
});

it.each<[string, OpenLayer, boolean]>([
  ['redis', openRedisLayer, false],
  ['redis-blob', openBlobLayer, true],
])('%s: a thousand log-outs with a slow read under way', async (store, open, revives) => {
  const { rounds, revived } = await lateReads(await open(settings()), ROUNDS, Math.random);
  process.stdout.write(`${store}: ${revived} of ${rounds} revived\n`);
  expect({ rounds, revived }).toEqual({ rounds: ROUNDS, revived: revives ? ROUNDS : 0 });
});

/** What a client may say in JSON and a session cannot keep, over HTTP, with sessions in Redis and in their cookies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let redis: StartedRedis;
let folder: string;
beforeAll(async () => {
  redis = await StartedRedis.start();
  folder = await mkdtemp(join(tmpdir(), 'lab-bodies-'));
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

it.each(['redis', 'redis-blob', 'sealed'])('takes -0, which JSON can say, for 0: %s', async (store) => {
  await using node = await StartedProcess.start(NODE, {
    LAB_NODE: 'node-1.1',
    LAB_JOURNAL: join(folder, `${store}.ndjson`),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: 'http://127.0.0.1:1',
    LAB_PAYMENTS_TIMEOUT_MS: '10000',
    LAB_IDLE_TTL_MS: '600000',
    LAB_STORE: store,
    LAB_REDIS: redis.url,
  });
  const person = new Visitor();
  await person.send(node.origin, 'open', { item: 1 });
  const minus = '{"title":"dune","positionSeconds":-0,"sequence":-0}';
  expect(await person.send(node.origin, 'watch', minus)).toMatchObject({ status: 200, items: '1' });
  const { body } = await person.send(node.origin, 'view');
  expect(body).toMatchObject({ session: { watch: { title: 'dune', positionSeconds: 0, sequence: 0 } } });
});

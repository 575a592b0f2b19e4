/** Redis goes away: requests are refused with proof that they did nothing, and no cookie is touched. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal, StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-outage-'));
});
afterAll(() => rm(folder, { recursive: true }));

function startNode(redisUrl: string, journal: string): Promise<StartedProcess> {
  return StartedProcess.start(MAIN, {
    LAB_NODE: 'node-1.1',
    LAB_JOURNAL: join(folder, journal),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: 'http://127.0.0.1:1',
    LAB_PAYMENTS_TIMEOUT_MS: '1000',
    LAB_IDLE_TTL_MS: '600000',
    LAB_REDIS: redisUrl,
    LAB_REDIS_COMMAND_TIMEOUT_MS: '200',
  });
}

it.each(['SIGSTOP', 'SIGKILL'] as const)('refuses while Redis is away by %s', async (signal) => {
  await using redis = await StartedRedis.start();
  await using node = await startNode(redis.url, `${signal}.ndjson`);
  const person = new Visitor();
  await person.send(node.origin, 'open', { item: 1 }, 1);
  const { cookie } = person;
  redis.child.kill(signal);
  for (const operation of [2, 3]) {
    expect(await person.send(node.origin, 'plan', { item: 2, plan: 'basic' }, operation)).toMatchObject({
      status: 503,
      effect: 'none',
      birth: null,
      items: null,
    });
  }
  expect(person.cookie).toBe(cookie);
  // Nothing to look up: the handler runs, and the store sends nothing. By now the breaker is open.
  const newcomer = new Visitor();
  const refused = { status: 503, effect: 'none', birth: null, items: null };
  if (signal === 'SIGSTOP') await person.send(node.origin, 'view');
  expect(await newcomer.send(node.origin, 'open', { item: 1 })).toMatchObject(refused);
  expect(newcomer.cookie).toBeNull();
  const executed = (await readJournal(join(folder, `${signal}.ndjson`))).flatMap((e) => (e.k === 'op' ? [e.op] : []));
  expect(executed).toEqual([1]);
  if (signal === 'SIGSTOP') {
    redis.child.kill('SIGCONT');
    while ((await newcomer.send(node.origin, 'open', { item: 1 })).status !== 200);
    expect(await person.send(node.origin, 'view')).toMatchObject({ status: 200, items: '1' });
  }
});

it('answers again when Redis is back, whatever was under way when it died', async () => {
  await using redis = await StartedRedis.start();
  await using node = await startNode(redis.url, 'back.ndjson');
  const people = Array.from({ length: 30 }, () => new Visitor());
  await Promise.all(people.map((person, item) => person.send(node.origin, 'open', { item })));
  redis.child.kill('SIGSTOP');
  const underWay = people.map((person) => person.send(node.origin, 'view'));
  await new Promise((resolve) => setImmediate(resolve));
  await redis[Symbol.asyncDispose]();
  for (const answer of await Promise.all(underWay)) expect(answer).toMatchObject({ status: 503, effect: 'none' });
  await using _successor = await StartedRedis.start(redis.port);
  const newcomer = new Visitor();
  do await newcomer.send(node.origin, 'open', { item: 1 });
  while (newcomer.cookie === null);
  const opened = await Promise.all(people.map((person, item) => person.send(node.origin, 'open', { item })));
  expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
});

it('says that a write had no effect for which Redis has no memory, and goes on when it has', async () => {
  await using redis = await StartedRedis.start();
  await using node = await startNode(redis.url, 'full.ndjson');
  const admin = new Redis(redis.url);
  try {
    const person = new Visitor();
    await person.send(node.origin, 'open', { item: 1 });
    await admin.config('SET', 'maxmemory', '1');
    const full = await person.send(node.origin, 'plan', { item: 2, plan: 'basic' });
    expect(full).toMatchObject({ status: 503, effect: 'none' });
    expect(await person.send(node.origin, 'view')).toMatchObject({ status: 200, items: '1' });
    await admin.config('SET', 'maxmemory', '0');
    const roomy = await person.send(node.origin, 'plan', { item: 3, plan: 'basic' });
    expect(roomy).toMatchObject({ status: 200, items: '1,3' });
  } finally {
    admin.disconnect();
  }
});

it('does not open its ports without Redis', async () => {
  await expect(startNode('', 'none.ndjson')).rejects.toThrow('LAB_REDIS is missing');
});

it.each([
  ['with another password', 'redis://:wrong@', 'WRONGPASS'],
  ['without a password', 'redis://', 'NOAUTH'],
])('says so in one line when Redis will not let it in %s', async (_how, scheme, code) => {
  await using redis = await StartedRedis.start();
  const admin = new Redis(redis.url);
  await admin.config('SET', 'requirepass', 'right');
  admin.disconnect();
  const started = startNode(redis.url.replace('redis://', scheme), 'locked.ndjson');
  const complaint: string = await started.then(
    () => '',
    ({ message }: Error) => message,
  );
  expect(complaint).toMatch(new RegExp(`LAB_REDIS has no password that Redis takes: ${code}`));
  expect(complaint).not.toMatch(/\bat .*:\d+|wrong@|right/);
});

/**
 * A node of the stateless variant is killed at random moments while people sign in: whatever was acknowledged before is
 * in Redis under exactly one key, and whatever was answered is in the journal.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal, StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const ROUNDS = 8;
const PEOPLE = 40;

let server: StartedRedis;
let redis: Redis;
let folder: string;

beforeAll(async () => {
  server = await StartedRedis.start();
  redis = new Redis(server.url);
  folder = await mkdtemp(join(tmpdir(), 'lab-sign-in-'));
});
afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Person {
  readonly visitor: Visitor;
  readonly birth: string;
  readonly keyBefore: string;
  answered: boolean;
}

async function opened(origin: string, number: number): Promise<Person> {
  const visitor = new Visitor();
  const { birth } = await visitor.send(origin, 'open', { item: number * 2 }, number * 2);
  return { visitor, birth: birth as string, keyBefore: visitor.key as string, answered: false };
}

async function keysByBirth(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const name of await redis.keys('s:*')) {
    const { birth } = JSON.parse(`${await redis.get(name)}}`) as { birth: string };
    found.set(birth, [...(found.get(birth) ?? []), name.slice('s:'.length)]);
  }
  return found;
}

it('loses no session and doubles none, whenever the node dies', async () => {
  const moments = { before: 0, between: 0, after: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const journalFile = join(folder, `${round}.ndjson`);
    await using node = await StartedProcess.start(MAIN, {
      LAB_NODE: 'node-1.1',
      LAB_JOURNAL: journalFile,
      LAB_SECRET: 'x'.repeat(32),
      LAB_PAYMENTS: 'http://127.0.0.1:1',
      LAB_PAYMENTS_TIMEOUT_MS: '1000',
      LAB_IDLE_TTL_MS: '600000',
      LAB_REDIS: server.url,
    });
    const people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => opened(node.origin, n)));
    // In even rounds the node dies with an answer to one of them, another in each round; in odd ones as soon as Redis
    // has moved a session, so that nobody has been told yet.
    let left = round % 2 === 0 ? 1 + Math.round((round * PEOPLE) / ROUNDS) : Number.POSITIVE_INFINITY;
    const monitor = await redis.monitor();
    monitor.on('monitor', (_time, [command = '']: string[]) => {
      if (round % 2 === 1 && command.toLowerCase() === 'rename') node.child.kill('SIGKILL');
    });
    await Promise.allSettled(
      people.map(async (person, n) => {
        await person.visitor.send(node.origin, 'signIn', { item: n * 2 + 1, account: `shopper-${n}` }, n * 2 + 1);
        person.answered = true;
        left -= 1;
        if (left === 0) node.child.kill('SIGKILL');
      }),
    );
    await node.exited();
    monitor.disconnect();

    const stored = await keysByBirth();
    const journal = await readJournal(journalFile);
    for (const { birth, keyBefore, visitor, answered } of people) {
      const keys = stored.get(birth) ?? [];
      expect(keys, `birth ${birth}`).toHaveLength(1);
      const moving = journal.find((entry) => entry.k === 'moving' && entry.birth === birth);
      const moved = journal.find((entry) => entry.k === 'moved' && entry.birth === birth);
      if (answered) {
        expect(keys).toEqual([visitor.key]);
        expect(moved).toMatchObject({ from: keyBefore, key: visitor.key });
      }
      // What the journal says last of a birth names every key that the store can have it under.
      if (moved?.k === 'moved') expect(keys).toEqual([moved.key]);
      else if (moving?.k === 'moving') expect([moving.from, moving.key]).toContain(keys[0]);
      else expect(keys).toEqual([keyBefore]);
      moments[moved !== undefined ? 'after' : moving !== undefined ? 'between' : 'before'] += 1;
    }
    await redis.flushall();
  }
  expect(moments.before + moments.between + moments.after).toBe(ROUNDS * PEOPLE);
  expect(moments.between, JSON.stringify(moments)).toBeGreaterThan(0);
  expect(moments.after).toBeGreaterThan(0);
});

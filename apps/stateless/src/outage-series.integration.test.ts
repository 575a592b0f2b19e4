/**
 * Redis is frozen, dead or mute under load, while clients hang up: every request ends although Redis never answers, the
 * node forgets them all, and afterwards every session is the one that it was. The long series shows what would grow.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NodeStats, parseRanges, SESSION_COOKIE, STEPS } from '@session-lab/checkout/protocol';
import { HEAP_PROBE, RedisRelay, StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const LONG = process.env['TEST_LONG'] === '1';
const PEOPLE = 50;
const THINK_MS = 25;
const FROZEN_MS = 3000;
const AWAY_MS = 1000;
/** Every request that were kept would weigh about 4 KB, and a round makes thousands. */
const HEAP_SLACK_BYTES = 4 * 2 ** 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-series-'));
});
afterAll(() => rm(folder, { recursive: true }));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps account of what became of the items that it sent. */
class Shopper {
  readonly visitor = new Visitor();
  readonly acknowledged = new Set<number>();
  readonly indeterminate = new Set<number>();
  birth: string | null = null;
  #items = 0;

  async open(origin: string): Promise<void> {
    this.birth = (await this.visitor.send(origin, 'open', { item: 0 })).birth;
    this.acknowledged.add(0);
  }

  /** A read and a write in turn, until it is told to stop. */
  async shop(origin: string, goesOn: () => boolean, statuses: Map<string, number>): Promise<void> {
    for (let turn = 0; goesOn(); turn += 1) {
      const { cookie } = this.visitor;
      const item = turn % 2 === 0 ? null : ++this.#items;
      const heard = await (item === null
        ? this.visitor.send(origin, 'view')
        : this.visitor.send(origin, 'plan', { item, plan: 'basic' }));
      const name = `${heard.status}${heard.effect === null ? '' : ' no effect'}`;
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      if (heard.status === 200) expect(heard.birth).toBe(this.birth);
      expect(this.visitor.cookie).toBe(cookie);
      if (item !== null && heard.status === 200) this.acknowledged.add(item);
      else if (item !== null && heard.effect === null) this.indeterminate.add(item);
      await pause(THINK_MS);
    }
  }
}

/** Asks with somebody's cookie and hangs up before there can be an answer, again and again. */
async function hangUp(origin: string, { visitor }: Shopper, goesOn: () => boolean): Promise<void> {
  for (let turn = 0; goesOn(); turn += 1) {
    const asked: ClientRequest = request(origin + STEPS.view.path, {
      headers: { cookie: `${SESSION_COOKIE}=${encodeURIComponent(visitor.cookie as string)}` },
    });
    asked.on('error', () => {}).end();
    await once(asked, 'finish');
    await pause(turn % 10);
    asked.destroy();
    await pause(THINK_MS);
  }
}

async function statsOf(node: StartedProcess): Promise<NodeStats> {
  return (await (await fetch(`${node.adminOrigin}/stats`)).json()) as NodeStats;
}

async function heapOf(node: StartedProcess): Promise<number> {
  const told = once(node.child, 'message');
  node.child.send('heap');
  const [{ heapUsed }] = (await told) as [{ heapUsed: number }];
  return heapUsed;
}

interface Outage {
  readonly awayMs: number;
  /** Deadline of the node's commands; without it, the node's own default. */
  readonly deadlineMs?: number;
  begin(redis: StartedRedis, relay: RedisRelay): Promise<unknown> | unknown;
  end(redis: StartedRedis, relay: RedisRelay): Promise<unknown> | unknown;
}
const OUTAGES: Record<string, Outage> = {
  frozen: {
    awayMs: FROZEN_MS,
    deadlineMs: 200,
    begin: ({ child }) => child.kill('SIGSTOP'),
    end: ({ child }) => child.kill('SIGCONT'),
  },
  'killed and started again with its file': {
    awayMs: AWAY_MS,
    deadlineMs: 200,
    begin: (redis) => redis.kill(),
    end: (redis) => redis.startAgain(),
  },
  mute: {
    awayMs: AWAY_MS,
    deadlineMs: 200,
    begin: (_redis, relay) => {
      relay.mute = true;
    },
    end: (_redis, relay) => {
      relay.mute = false;
    },
  },
  'mute for longer than the default deadline': {
    awayMs: FROZEN_MS,
    begin: (_redis, relay) => {
      relay.mute = true;
    },
    end: (_redis, relay) => {
      relay.mute = false;
    },
  },
};

describe.each(Object.entries(OUTAGES))('Redis is %s under load', (how, { awayMs, deadlineMs, begin, end }) => {
  const rounds = LONG ? 20 : 1;

  it(`${rounds} time(s): every request ends, nothing stays in the node, every session is the same`, {
    timeout: 60_000 + rounds * 10_000,
  }, async ({ annotate }) => {
    await using redis = await StartedRedis.start(undefined, true);
    await using relay = await RedisRelay.start(redis.port);
    await using node = await StartedProcess.start(MAIN, {
      NODE_OPTIONS: `--import=${HEAP_PROBE}`,
      LAB_NODE: 'node-1.1',
      LAB_JOURNAL: join(folder, `${how}.ndjson`),
      LAB_SECRET: 'x'.repeat(32),
      LAB_PAYMENTS: 'http://127.0.0.1:1',
      LAB_PAYMENTS_TIMEOUT_MS: '1000',
      LAB_IDLE_TTL_MS: '600000',
      LAB_REDIS: how.startsWith('mute') ? relay.url : redis.url,
      ...(deadlineMs === undefined ? {} : { LAB_REDIS_COMMAND_TIMEOUT_MS: `${deadlineMs}` }),
    });
    const shoppers = Array.from({ length: PEOPLE }, () => new Shopper());
    await Promise.all(shoppers.map((shopper) => shopper.open(node.origin)));
    const statuses = new Map<string, number>();
    const load = (goesOn: () => boolean): Promise<unknown> =>
      Promise.all([
        ...shoppers.map((shopper) => shopper.shop(node.origin, goesOn, statuses)),
        ...shoppers.slice(0, PEOPLE / 5).map((shopper) => hangUp(node.origin, shopper, goesOn)),
      ]);
    const forMs = (ms: number): (() => boolean) => {
      const until = performance.now() + ms;
      return () => performance.now() < until;
    };

    // As much load without an outage, so that the heap has what a busy node has.
    await load(forMs(awayMs));
    expect([...statuses.keys()]).toEqual(['200']);
    const recoveredMs: number[] = [];
    const heapBefore = await heapOf(node);

    for (let round = 0; round < rounds; round += 1) {
      let away = true;
      const underWay = load(() => away);
      await pause(THINK_MS * 2);
      await begin(redis, relay);
      await pause(awayMs);
      away = false;
      // Redis is still away: that all of these are over is the node's doing.
      await underWay;
      while ((await statsOf(node)).inFlight > 0) await pause(1);
      await end(redis, relay);
      const backAt = performance.now();
      while ((await new Visitor().send(node.origin, 'open', { item: 1 })).status !== 200) await pause(1);
      recoveredMs.push(Math.round(performance.now() - backAt));
      for (const { visitor, birth, acknowledged, indeterminate } of shoppers) {
        const { cookie } = visitor;
        const seen = await visitor.send(node.origin, 'view');
        expect(seen).toMatchObject({ status: 200, birth });
        expect(visitor.cookie).toBe(cookie);
        const items = new Set(parseRanges(seen.items as string));
        expect([...acknowledged].filter((item) => !items.has(item))).toEqual([]);
        expect([...items].filter((item) => !acknowledged.has(item) && !indeterminate.has(item))).toEqual([]);
      }
    }
    expect(statuses.get('503 no effect')).toBeGreaterThan(0);
    expect([...statuses.keys()].filter((name) => !/^(200|503|503 no effect)$/.test(name))).toEqual([]);
    const grown = (await heapOf(node)) - heapBefore;
    const heap = `heap ${(grown / 2 ** 20).toFixed(2)} MiB more`;
    await annotate(`${JSON.stringify(Object.fromEntries(statuses))}; ${heap}; back after ${recoveredMs.join(', ')} ms`);
    expect(grown).toBeLessThan(HEAP_SLACK_BYTES);
  });
});

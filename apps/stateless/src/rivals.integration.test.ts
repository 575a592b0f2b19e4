/**
 * Two things at once on one session, through real nodes: four writers of four fields, and a slow read that begins before
 * a log-out and ends after it. Our store must keep and bury; what the blob loses and revives is counted.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRanges, SESSION_COOKIE, STEPS } from '@session-lab/checkout/protocol';
import { StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const LONG = process.env['TEST_LONG'] === '1';
const SESSIONS = LONG ? 250 : 50;
const LOG_OUTS = LONG ? 1000 : 200;
/** Log-outs that race at the same time. */
const BATCH = 20;
const SPREAD_MS = 8;

let redis: StartedRedis;
let folder: string;
beforeAll(async () => {
  redis = await StartedRedis.start();
  folder = await mkdtemp(join(tmpdir(), 'lab-rivals-'));
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const startNode = (name: string, store: string): Promise<StartedProcess> =>
  StartedProcess.start(MAIN, {
    LAB_NODE: name,
    LAB_STORE: store,
    LAB_JOURNAL: join(folder, `${store}-${name}.ndjson`),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: 'http://127.0.0.1:1',
    LAB_PAYMENTS_TIMEOUT_MS: '1000',
    LAB_IDLE_TTL_MS: '600000',
    LAB_REDIS: redis.url,
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Four tabs, four fields, four items. How many of the acknowledged items the session has afterwards, and has not. */
async function fourWriters(origins: readonly string[]): Promise<{ kept: number; lost: number }> {
  const [here, there] = origins as [string, string];
  const person = new Visitor();
  await person.send(here, 'open', { item: 0 });
  const tabs = await Promise.all([
    person.send(here, 'plan', { item: 1, plan: 'basic' }),
    person.send(there, 'paymentMethod', { item: 2, card: '4242' }),
    person.send(here, 'review', { item: 3 }),
    person.send(there, 'open', { item: 4 }),
  ]);
  expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { items } = await person.send(here, 'view');
  const kept = parseRanges(items as string).filter((item) => item > 0).length;
  return { kept, lost: tabs.length - kept };
}

/**
 * A read whose body takes its time: the session is looked up when the head has arrived, the handler runs when the body
 * has. (A payment without a reviewed order: it reads, and answers that there is nothing to pay.)
 *
 * @returns the birth that the answer names
 */
async function slowRead(agent: Agent, origin: string, cookie: string, ms: number): Promise<unknown> {
  const { method, path } = STEPS.pay;
  const body = JSON.stringify({ item: 9 });
  const asked = request(origin + path, {
    method,
    agent,
    headers: {
      cookie: `${SESSION_COOKIE}=${encodeURIComponent(cookie)}`,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  asked.flushHeaders();
  await pause(ms);
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await once(answer.resume(), 'end');
  return answer.headers['x-birth'];
}

/** Whether somebody who logged out is found again, and whether the read had found them and was still under way. */
async function logOutUnderRead(
  agent: Agent,
  origins: readonly string[],
): Promise<{ revived: boolean; under: boolean }> {
  const [here, there] = origins as [string, string];
  const person = new Visitor();
  const { birth } = await person.send(here, 'open', { item: 0 });
  const cookie = person.cookie as string;
  let reads = true;
  const reading = slowRead(agent, there, cookie, SPREAD_MS / 2 + Math.random() * SPREAD_MS).finally(() => {
    reads = false;
  });
  await pause(Math.random() * SPREAD_MS);
  expect(await person.send(here, 'signOut')).toMatchObject({ status: 200, birth });
  const stillReads = reads;
  const found = await reading;
  person.cookie = cookie;
  const after = await person.send(here, 'view');
  expect(after.status).toBe(200);
  return { revived: after.birth === birth, under: stillReads && found === birth };
}

describe.each([
  ['redis', true],
  ['redis-blob', false],
] as const)('%s', (store, ours) => {
  it(`keeps ${ours ? 'all' : 'some'} of four writers at once, ${SESSIONS} times`, async ({ annotate }) => {
    await using first = await startNode('node-1.1', store);
    await using second = await startNode('node-2.1', store);
    let kept = 0;
    let lost = 0;
    for (let session = 0; session < SESSIONS; session += 1) {
      const outcome = await fourWriters([first.origin, second.origin]);
      kept += outcome.kept;
      lost += outcome.lost;
    }
    await annotate(`${store}: ${kept} of ${4 * SESSIONS} acknowledged items kept, ${lost} lost`);
    expect(kept + lost).toBe(4 * SESSIONS);
    if (ours) expect(lost).toBe(0);
    else expect(lost).toBeGreaterThan(0);
  });

  it(`revives ${ours ? 'nobody' : 'somebody'} who logs out under a slow read, ${LOG_OUTS} times`, async ({
    annotate,
  }) => {
    await using first = await startNode('node-1.1', store);
    await using second = await startNode('node-2.1', store);
    const agent = new Agent({ keepAlive: true });
    const outcomes: { revived: boolean; under: boolean }[] = [];
    while (outcomes.length < LOG_OUTS) {
      const batch = Array.from({ length: BATCH }, () => logOutUnderRead(agent, [first.origin, second.origin]));
      outcomes.push(...(await Promise.all(batch)));
    }
    agent.destroy();
    const revived = outcomes.filter((outcome) => outcome.revived).length;
    const under = outcomes.filter((outcome) => outcome.under).length;
    await annotate(
      `${store}: ${revived} of ${outcomes.length} revived; ${under} reads surely began before and ended after`,
    );
    expect(under).toBeGreaterThan(LOG_OUTS / 10);
    if (ours) expect(revived).toBe(0);
    else expect(revived).toBeGreaterThan(0);
  });
});

/** A node dies between charge and receipt; the person retries at another node and is charged once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LedgerEntry } from '@session-lab/checkout/protocol';
import { StartedProcess, StartedRedis, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const GATEWAY = fileURLToPath(new URL('../../payments/dist/main.js', import.meta.url));

let redis: StartedRedis;
let folder: string;
beforeAll(async () => {
  redis = await StartedRedis.start();
  folder = await mkdtemp(join(tmpdir(), 'lab-pay-'));
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function startNode(name: string, payments: string): Promise<StartedProcess> {
  return StartedProcess.start(NODE, {
    LAB_NODE: name,
    LAB_JOURNAL: join(folder, `${name}.ndjson`),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: payments,
    LAB_PAYMENTS_TIMEOUT_MS: '10000',
    LAB_IDLE_TTL_MS: '600000',
    LAB_REDIS: redis.url,
  });
}

async function ledgerOf(gateway: StartedProcess): Promise<LedgerEntry[]> {
  const text = await (await fetch(`${gateway.adminOrigin}/ledger`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LedgerEntry);
}

async function untilCharging(gateway: StartedProcess): Promise<void> {
  for (;;) {
    const { inFlight } = (await (await fetch(`${gateway.adminOrigin}/stats`)).json()) as { inFlight: number };
    if (inFlight > 0) return;
  }
}

it('charges once', async () => {
  await using gateway = await StartedProcess.start(GATEWAY, { LAB_DELAY_MS: '300' });
  await using first = await startNode('node-1.1', gateway.origin);
  await using second = await startNode('node-2.1', gateway.origin);
  const person = new Visitor();
  await person.send(first.origin, 'open', { item: 1 }, 1);
  await person.send(second.origin, 'signIn', { item: 2, account: 'shopper-7' }, 2);
  await person.send(first.origin, 'plan', { item: 3, plan: 'premium' }, 3);
  const { birth } = await person.send(first.origin, 'review', { item: 4 }, 4);

  const unanswered = expect(person.send(first.origin, 'pay', { item: 5 }, 5)).rejects.toThrow(TypeError);
  await untilCharging(gateway);
  await first.end('SIGKILL');
  await unanswered;

  const retry = await person.send(second.origin, 'pay', { item: 5 }, 6);
  const receipt = { idempotencyKey: `pay-${birth}`, amountCents: 1799 };
  expect(retry).toMatchObject({ status: 200, birth, items: '1-5', body: { receipt } });
  expect(await person.send(second.origin, 'pay', { item: 5 }, 7)).toMatchObject({ status: 200, body: { receipt } });
  expect(await ledgerOf(gateway)).toEqual([
    { t: expect.any(Number), key: `pay-${birth}`, account: 'shopper-7', op: 5, amountCents: 1799 },
  ]);
});

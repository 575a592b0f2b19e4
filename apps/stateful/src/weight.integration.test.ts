/** What a session weighs in the heap of a real node, in our store and in the plug-in's own. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartedProcess, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const HEAP_PROBE = new URL('../../checkout/dist/rigs/heap-probe.js', import.meta.url).href;
const SESSIONS = process.env['TEST_LONG'] ? 100_000 : 1500;
const TOGETHER = 32;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-weight-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bytes of heap that a session adds, once its person has signed in, watched, chosen and reviewed. */
async function weigh(store: string): Promise<number> {
  await using node = await StartedProcess.start(NODE, {
    NODE_OPTIONS: `--import=${HEAP_PROBE} --max-old-space-size=2048`,
    LAB_NODE: 'node-1.1',
    LAB_JOURNAL: join(folder, `${store}.ndjson`),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: 'http://127.0.0.1:1',
    LAB_PAYMENTS_TIMEOUT_MS: '1000',
    LAB_IDLE_TTL_MS: '3600000',
    LAB_STORE: store,
  });
  const heap = async (): Promise<number> => {
    const told = once(node.child, 'message');
    node.child.send('heap');
    const [{ heapUsed }] = (await told) as [{ heapUsed: number }];
    return heapUsed;
  };
  let next = 0;
  async function people(until: number): Promise<void> {
    while (next < until) {
      const n = next;
      next += 1;
      const visitor = new Visitor();
      const item = n * 10;
      await visitor.send(node.origin, 'open', { item });
      await visitor.send(node.origin, 'signIn', { item: item + 1, account: `shopper-${n}` });
      await visitor.send(node.origin, 'watch', { title: 'the-long-night', positionSeconds: n % 4000, sequence: 7 });
      await visitor.send(node.origin, 'plan', { item: item + 2, plan: 'standard' });
      await visitor.send(node.origin, 'paymentMethod', { item: item + 3, card: '0042' });
      const { status } = await visitor.send(node.origin, 'review', { item: item + 4 });
      expect(status).toBe(200);
    }
  }
  const crowd = (size: number): Promise<unknown> => {
    const until = next + size;
    return Promise.all(Array.from({ length: TOGETHER }, () => people(until)));
  };
  // What a node needs once, for its code and its connections, is not a session's weight.
  await crowd(SESSIONS / 10);
  const [before, had] = [await heap(), next];
  await crowd(SESSIONS);
  return ((await heap()) - before) / (next - had);
}

it('is at most half of what a session of the plug-in’s MemoryStore weighs', { timeout: 3_600_000 }, async () => {
  const ours = await weigh('memory');
  const naive = await weigh('memory-naive');
  process.stdout.write(`${SESSIONS} sessions: ${Math.round(ours)} bytes each, MemoryStore ${Math.round(naive)}\n`);
  expect(ours / naive).toBeLessThanOrEqual(0.5);
});

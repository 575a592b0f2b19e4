/** What a session weighs in the heap of a real node, in our store and in the plug-in's own. */
import { fileURLToPath } from 'node:url';
import { CrowdedNode, toReview } from '@session-lab/checkout/rigs';
import { expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SESSIONS = process.env['TEST_LONG'] ? 100_000 : 1500;

/** Bytes of heap that a session adds, once its person has signed in, watched, chosen and reviewed. */
async function weigh(store: string): Promise<number> {
  await using node = await CrowdedNode.start(NODE, store);
  // What a node needs once, for its code and its connections, is not a session's weight.
  await node.crowd(SESSIONS / 10, toReview);
  return await node.weigh(SESSIONS, toReview, () => node.heapUsed());
}

it('is at most half of what a session of the plug-in’s MemoryStore weighs', { timeout: 3_600_000 }, async () => {
  const ours = await weigh('memory');
  const naive = await weigh('memory-naive');
  process.stdout.write(`${SESSIONS} sessions: ${Math.round(ours)} bytes each, MemoryStore ${Math.round(naive)}\n`);
  expect(ours / naive).toBeLessThanOrEqual(0.5);
});

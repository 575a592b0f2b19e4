/** A node over a store that breaks one promise, named by LAB_BROKEN; over the good one without it. */
import process from 'node:process';
import { runNode, type SessionStore, storeLayer } from '@session-lab/checkout';
import { BROKEN_STORES, type BrokenStoreName } from '@session-lab/checkout/broken';
import { openMemoryStore } from '@session-lab/stateful/layer';
import { openRedisStore } from '@session-lab/stateless/layer';

const name = process.env['LAB_BROKEN'] as BrokenStoreName | undefined;
const broken = (store: SessionStore): SessionStore => (name === undefined ? store : BROKEN_STORES[name].open(store));

await runNode(
  {
    memory: async (settings) => storeLayer(broken(openMemoryStore(settings)), settings),
    redis: async (settings) => storeLayer(broken(await openRedisStore(settings)), settings),
  },
  process,
);

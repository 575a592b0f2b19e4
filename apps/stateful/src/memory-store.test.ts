/** The memory store under the contract of all session layers, on a clock of the test's own. */
import { storeLayer } from '@session-lab/checkout';
import { CONTRACT_IDLE_TTL_MS, CONTRACT_SECRET, sessionContract } from '@session-lab/checkout/contract';
import { MemoryStore } from './memory-store.js';

sessionContract('memory', async () => {
  let nowMs = 0;
  const store = new MemoryStore({ idleTtlMs: CONTRACT_IDLE_TTL_MS, nowMs: () => nowMs });
  return {
    layer: storeLayer(store, { secret: CONTRACT_SECRET }),
    pass: async (ms) => {
      nowMs += ms;
    },
  };
});

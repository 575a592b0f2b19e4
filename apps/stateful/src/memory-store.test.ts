/** The memory store under the contract of all session layers, on a clock of the test's own. */
import { type SessionStore, storeLayer } from '@session-lab/checkout';
import {
  CONTRACT_IDLE_TTL_MS,
  CONTRACT_SECRET,
  everyBrokenStoreIsCaught,
  type LayerUnderTest,
  type LayerWanted,
  sessionContract,
  withOutages,
} from '@session-lab/checkout/contract';
import { MemoryStore } from './memory-store.js';

async function layerOver(
  { absoluteTtlMs }: LayerWanted,
  broken: (store: SessionStore) => SessionStore = (store) => store,
): Promise<LayerUnderTest> {
  let nowMs = 1_800_000_000_000;
  const clock = (): number => nowMs;
  const { store, outage } = withOutages(new MemoryStore({ idleTtlMs: CONTRACT_IDLE_TTL_MS, nowMs: clock }));
  return {
    layer: storeLayer(broken(store), { secret: CONTRACT_SECRET, absoluteTtlMs }, clock),
    pass: async (ms) => {
      nowMs += ms;
    },
    outage,
  };
}

sessionContract('memory', layerOver);

everyBrokenStoreIsCaught('memory', layerOver);

/** The memory store under the contract of all session layers, on a clock of the test's own. */
import { type SessionStore, storeLayer } from '@session-lab/checkout';
import { BROKEN_STORES, type BrokenStore } from '@session-lab/checkout/broken';
import {
  CLAUSES,
  CONTRACT_IDLE_TTL_MS,
  CONTRACT_SECRET,
  hold,
  type LayerUnderTest,
  type LayerWanted,
  sessionContract,
  withOutages,
} from '@session-lab/checkout/contract';
import { describe, expect, it } from 'vitest';
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

describe.each<[string, BrokenStore]>(Object.entries(BROKEN_STORES))('a store that %s', (_name, { breaks, open }) => {
  it(`fails every clause of "${breaks}", and holds all others`, async () => {
    const failed: string[] = [];
    for (const clause of CLAUSES) {
      await hold(clause, (wanted) => layerOver(wanted, open)).catch(() => failed.push(clause.title));
    }
    expect(failed).toEqual(CLAUSES.filter(({ promise }) => promise === breaks).map(({ title }) => title));
    expect(failed).not.toEqual([]);
  });
});

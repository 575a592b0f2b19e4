/** The stateful baseline under the contract: what it does not hold is listed here, and shown by the suite. */
import { tutorialLayer } from '@session-lab/checkout';
import { CONTRACT_SECRET, sessionContract, withTutorialOutages } from '@session-lab/checkout/contract';
import { afterEach, beforeEach, vi } from 'vitest';
import { NaiveStore } from './naive-layer.js';

// The plug-in reads the wall clock itself.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

sessionContract(
  'memory-naive',
  async ({ absoluteTtlMs }) => {
    const { store, outage } = withTutorialOutages(new NaiveStore());
    return {
      layer: tutorialLayer(store, { secret: CONTRACT_SECRET, absoluteTtlMs }),
      pass: async (ms) => void vi.advanceTimersByTime(ms),
      outage,
    };
  },
  {},
);

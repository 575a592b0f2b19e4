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
  {
    refuses: 'it keeps live objects, and looks at none',
    reads: 'with `rolling`, its default, whoever looks writes the whole session',
    expires: 'its store never expires anything',
    mortal: 'its store never expires anything',
    slides: 'what never expires has no expiry to put off',
    ends: 'with `rolling`, its default, every request puts the end off, and no session knows of one',
    'keeps of objects that go on changing what was saved of them, no less and no more':
      'a request writes its whole session, with whatever was changed in it',
    'lets no request see or undo what another did with its copy of the session':
      'nested objects are the same for all requests, and a save writes the whole session',
    buries: 'a late save sets the session again',
    merges: 'a save writes the whole session',
    tidies: 'a save writes the whole session',
    carries: 'a move writes the whole session',
    'refuses a save under the old key by a request that was at work meanwhile': 'a late save sets the old key again',
    'finds nothing for a newcomer, and creates nothing by looking':
      'with `saveUninitialized`, its default, whoever looks gets a session and a cookie',
    'ends a session, clears its cookie, and that of whoever comes back with it':
      'with `saveUninitialized`, whoever comes back with a dead cookie gets a new session',
    counts: 'nobody knows what live objects weigh, and none leaves by itself',
  },
);

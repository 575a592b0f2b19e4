/** What the checkers say of a cluster that nobody can look into: one class for what is lost, and the final reads for a dump. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../simulator/simulate.js';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { BirthClass } from './judgement.js';
import { fromOutside } from './outside.fixture.js';

/** A session with the items 1 and 2, whose story goes on. */
function begun(): History {
  const history = new History();
  history.born('b', 'k', 1, 0);
  history.op({ at: [10, 12], key: 'k', item: 2, birth: 'b', items: [1] });
  return history;
}

const judged = (history: History) => judge(fromOutside(history.trial()));
const finalRead = { at: [100, 102], origin: 'final', step: 'view', key: 'k' } as const;

describe('a session of an external cluster', () => {
  it.each<[string, (history: History) => void, string, string | null]>([
    [
      'is intact where a final read lists all of it',
      (h) => h.op({ ...finalRead, birth: 'b', items: [1, 2] }),
      'intact',
      null,
    ],
    ['is stale where it lacks a known item', (h) => h.op({ ...finalRead, birth: 'b', items: [1] }), 'stale', null],
    ['is gone where the final read finds none', (h) => h.op({ ...finalRead, birth: null }), 'gone', null],
    ['is gone, whichever node says so', (h) => h.op({ ...finalRead, node: W, birth: null }), 'gone', null],
    [
      'is gone where an answer lacks it, also when it is met again later',
      (h) => {
        h.op({ at: [20, 22], key: 'k', node: W, birth: null });
        h.op({ ...finalRead, birth: 'b', items: [1, 2] });
      },
      'gone',
      null,
    ],
    [
      'is completed by its receipt, whatever the final read says',
      (h) => {
        h.op({ at: [20, 22], step: 'pay', item: 3, key: 'k', birth: 'b', items: [1, 2], receipt: true });
        h.op({ ...finalRead, birth: null });
      },
      'completed',
      null,
    ],
    ['is orphaned where its shopper started over', (h) => h.startOver(20), 'orphaned', null],
    [
      'is unknown where no final read was answered',
      (h) => h.op({ ...finalRead, status: null }),
      'unknown',
      'no final read told whether it was still there',
    ],
    [
      'is unknown where the answer to the final read says nothing',
      (h) => h.op({ ...finalRead, status: 200 }),
      'unknown',
      'no final read told whether it was still there',
    ],
    [
      'does not expire by a time-to-live that is not its own',
      (h) => h.op({ ...finalRead, at: [900_000, 900_002], birth: 'b', items: [1, 2] }),
      'intact',
      null,
    ],
  ])('%s', (_what, go, expected, reason) => {
    const history = begun();
    go(history);
    const { births, sessions } = judged(history);
    expect([...births].map((birth) => [birth.birth, birth.class, birth.reason])).toEqual([['b', expected, reason]]);
    expect(sessions.lost).toBe(expected === 'gone' ? 1 : 0);
    expect(sessions.gone).toBe(sessions.lost);
  });

  /** The sign-in is not answered; what came of it shows in what follows. */
  const cutSignIn = (go: (history: History, cut: number) => void) => {
    const history = begun();
    go(history, history.op({ at: [20, 30], step: 'signIn', key: 'k', item: 3, status: null }));
    return [...judged(history).births].map((birth) => [birth.birth, birth.class, birth.reason]);
  };

  it('is unknown where the answer to a sign-in was cut, and the key is no longer good: it may have moved, or be gone', () => {
    const births = cutSignIn((history, retryOf) => {
      history.op({ at: [40, 42], step: 'signIn', key: 'k', given: 'k2', item: 3, retryOf, birth: 'c', items: [3] });
      history.op({ ...finalRead, key: 'k2', birth: 'c', items: [3] });
    });
    expect(births).toEqual([
      ['b', 'unknown', 'its last move may or may not have happened'],
      ['c', 'intact', null],
    ]);
  });

  it('is unknown, too, where it was the final read that missed it', () => {
    const births = cutSignIn((history) => history.op({ ...finalRead, birth: null }));
    expect(births).toEqual([['b', 'unknown', 'its last move may or may not have happened']]);
  });

  it('is gone where it was found by the old key after that, and then no more', () => {
    const births = cutSignIn((history) => {
      history.op({ at: [40, 42], key: 'k', birth: 'b', items: [1, 2] });
      history.op({ at: [50, 52], key: 'k', birth: null });
    });
    expect(births).toEqual([['b', 'gone', null]]);
  });

  it('is gone where the sign-in that was not answered had been tried again, and had moved it', () => {
    const births = cutSignIn((history, retryOf) => {
      history.op({
        at: [40, 42],
        step: 'signIn',
        key: 'k',
        given: 'k2',
        item: 3,
        retryOf,
        birth: 'b',
        items: [1, 2, 3],
      });
      history.op({ at: [50, 52], key: 'k2', birth: null });
    });
    expect(births).toEqual([['b', 'gone', null]]);
  });

  it('is returnable where a final read finds it again, and lacks what that does not list', () => {
    const history = begun();
    const missed = history.op({ at: [20, 22], key: 'k', node: W, birth: null });
    history.op({ ...finalRead, birth: 'b', items: [1] });
    expect(judged(history).births).toMatchObject([
      { class: 'gone', returnable: true, shownBy: missed, atUs: 22_000, lostItems: [2], overwrittenItems: [] },
    ]);
  });

  it('is leaked where somebody else is answered with it', () => {
    const history = begun();
    history.born('c', 'k2', 33, 20, { shopper: 2 });
    history.op({ at: [30, 32], shopper: 2, key: 'k2', birth: 'b', items: [1, 2] });
    expect(judged(history).births.find(({ birth }) => birth === 'b')?.class).toBe('leaked');
  });
});

describe('the judgement of an external cluster', () => {
  it('makes only the sums that the shoppers alone can make, and says what theory says of any cluster', () => {
    const history = begun();
    history.op({ ...finalRead, birth: null });
    history.end({ generator: { sent: 2, cpuSeconds: 1 } });
    const { identities, predictions, checkouts, doubts } = judged(history);
    expect(identities.map(({ name, holds }) => [name, holds])).toEqual([
      ['planned operations', true],
      ['outcomes', true],
      ['classes', true],
    ]);
    expect(predictions).toMatchObject([
      { title: 'no fault', metric: 'gone', measured: 1, of: 1, expected: { exact: 0 }, agrees: false },
    ]);
    expect(checkouts).toBeNull();
    expect(doubts).toEqual([]);
  });

  it('predicts nothing of hand-offs, and counts those that are refused', () => {
    const history = begun();
    history.op({ at: [20, 22], step: 'handOff', key: 'k', birth: 'b', items: [1, 2], status: 404 });
    history.op({ at: [30, 32], step: 'claim', jar: 1, birth: null, status: 404, node: V });
    history.op({ ...finalRead, birth: 'b', items: [1, 2] });
    const { predictions, sessions } = judged(history);
    expect(predictions.map(({ metric }) => metric)).toEqual(['gone']);
    expect(sessions).toMatchObject({ handoffFailed: 2, intact: 1 });
  });
});

/** What may be said from outside of what really happened. */
const ALLOWED: Readonly<Record<string, readonly BirthClass[]>> = {
  // By a log-out, after a sign-in that was not answered and may have moved it out of reach.
  completed: ['completed', 'unknown'],
  intact: ['intact', 'unknown'],
  lostUpdate: ['lostUpdate', 'unknown'],
  // No store tells when it was set back: two tabs may have done it as well.
  stale: ['stale', 'lostUpdate', 'unknown'],
  // A log-out, or another session in its jar, may be all that its shopper ever noticed.
  destroyed: ['gone', 'orphaned', 'completed', 'unknown'],
  // A sign-in that was not answered may have moved it, before another node did not know it.
  misrouted: ['gone', 'orphaned', 'completed', 'unknown'],
  expired: ['gone', 'orphaned', 'completed', 'unknown'],
  // Also where the answer with its new key was lost: to the one that its shopper has it is gone, and that proves nothing.
  orphaned: ['orphaned', 'completed', 'unknown'],
};

describe('simulated trials, seen from outside', () => {
  const [SCENARIOS, share] = process.env['TEST_LONG'] === '1' ? [4000, 1] : [400, 0.1];

  it(`are never called gone where they are there, nor there where they are gone (${SCENARIOS} scenarios)`, () => {
    const said = new Map<string, number>();
    const wrong: string[] = [];
    for (let seed = 1; seed <= SCENARIOS; seed += 1) {
      const { trial, truth, drawn } = simulate(seed);
      // A cache's answers are nobody's, and a store that an old snapshot took back has sessions under keys of before.
      if (drawn.leaky || drawn.mishaps.some(({ kind }) => kind === 'failover' || kind === 'kill-store')) continue;
      const { births } = judge(fromOutside(trial));
      for (const { birth, class: verdict } of births) {
        const real = truth.get(birth)?.class ?? 'nothing';
        const kind = `${real} called ${verdict}`;
        said.set(kind, (said.get(kind) ?? 0) + 1);
        if (!(ALLOWED[real]?.includes(verdict) ?? false)) wrong.push(`seed ${seed}, ${birth}: ${kind}`);
      }
      expect(births.length).toBe(truth.size);
    }
    expect(wrong).toEqual([]);
    for (const [kind, least] of [
      ['destroyed called gone', 400],
      ['misrouted called gone', 2000],
      ['intact called intact', 2000],
      ['completed called completed', 2000],
      ['lostUpdate called lostUpdate', 40],
    ] as const) {
      expect([kind, said.get(kind) ?? 0]).toEqual([kind, expect.toSatisfy((n: number) => n >= least * share)]);
    }
    expect(said.get('intact called unknown') ?? 0).toBeLessThan(0.1 * (said.get('intact called intact') ?? 0));
  }, 60_000);
});

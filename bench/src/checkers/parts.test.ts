/** A trial that is judged in parts gets the judgement that it gets as a whole. */
import { describe, expect, it } from 'vitest';
import type { TrialInMemory } from '../history/trial.js';
import { simulate } from '../simulator/simulate.js';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { Identity, Judgement } from './judgement.js';
import { partsOf } from './parts.js';

const SCENARIOS = process.env['TEST_LONG'] === undefined ? 500 : 10_000;
/** Operations: the simulated trials have a few shoppers with a dozen each. */
const SMALL = 12;

const byBirth = (a: { readonly birth: string }, b: { readonly birth: string }) => a.birth.localeCompare(b.birth);
/** A detail names births in the order of the parts. */
const words = ({ detail, ...sums }: Identity) => ({ ...sums, detail: detail.split(/[ ,;()]+/).sort() });

/** What does not depend on the order of the shoppers; shares are means, which add up to their last digit only about. */
function unordered({ births, identities, predictions, afterlife, doubts, ...counts }: Judgement) {
  return {
    ...counts,
    births: [...births].sort(byBirth),
    identities: identities.map(words),
    predictions: predictions.map((each) => ({
      ...each,
      expected: 'exact' in each.expected ? each.expected : { ...each.expected, share: each.expected.share.toFixed(9) },
    })),
    afterlife: Object.values(afterlife).map((names) => [...names].sort()),
    doubts: doubts.map((doubt) => doubt.split(' ').sort()).sort(),
  };
}

const whole = (trial: TrialInMemory) => [trial];

describe('parts of a trial', () => {
  it(`are judged as the whole is, in ${SCENARIOS} simulated scenarios`, () => {
    let most = 0;
    for (let seed = 1; seed <= SCENARIOS; seed += 1) {
      const { trial } = simulate(seed);
      const parts = [...partsOf(trial, SMALL, 0)];
      most = Math.max(most, parts.length);
      expect(parts.reduce((sum, { operations }) => sum + operations.length, 0)).toBe(trial.operations.length);
      const inParts = unordered(judge(trial, new Set(), parts));
      expect({ seed, ...inParts }).toEqual({ seed, ...unordered(judge(trial, new Set(), whole(trial))) });
    }
    expect(most).toBeGreaterThan(3);
  }, 300_000);

  function strangers(more: (h: History) => void = () => {}) {
    const h = new History();
    for (const shopper of [1, 2]) h.born(`b${shopper}`, `k${shopper}`, shopper, 0, { shopper });
    h.event('node-killed', W, [100, 101], { loses: [W] });
    more(h);
    return h.trial();
  }
  const shoppersOf = (trial: TrialInMemory) =>
    [...partsOf(trial, 1, 0)].flatMap(({ operations }) => {
      const shoppers = [...new Set(operations.map(({ shopper }) => shopper))];
      return shoppers.length === 0 ? [] : [shoppers.sort()];
    });

  it('keep shoppers apart that have nothing to do with each other', () => {
    expect(shoppersOf(strangers())).toEqual([[2], [1]]);
  });

  it.each<[string, (h: History) => void]>([
    ['is answered with the session of the other', (h) => h.op({ at: [10, 20], shopper: 2, key: 'k2', birth: 'b1' })],
    ['sends the key of the other', (h) => h.op({ at: [10, 20], shopper: 2, key: 'k1', status: null })],
    ['is given the key of the other', (h) => h.op({ at: [10, 20], shopper: 2, key: 'k2', birth: 'b2', given: 'k1' })],
    ['is shown an item of the other', (h) => h.op({ at: [10, 20], shopper: 2, key: 'k2', birth: 'b2', items: [1, 2] })],
    ['has an item of the other in a dump', (h) => h.dump(V, 200, [['k2', 'b2', [1, 2]]])],
    [
      'moved the session of the other',
      (h) => {
        const op = h.op({ at: [10, 20], shopper: 2, key: 'k2', birth: 'b2' });
        h.line(V, { k: 'moved', t: 15, op, birth: 'b1', from: 'k1', key: 'k9' });
      },
    ],
  ])('hold both shoppers when one %s', (_what, leak) => {
    expect(shoppersOf(strangers(leak))).toEqual([[1, 2]]);
  });

  it('share out what no operation explains', () => {
    const trial = strangers((h) => {
      h.line(V, { k: 'op', t: 5, op: 77 });
      h.line(V, { k: 'created', t: 6, op: 77, birth: 'b7', key: 'k7' });
      h.dump(V, 200, [['k8', 'b8', [8]]]);
      h.charge({ t: 7, key: 'pay', account: 'nobody', op: 78, amountCents: 1 });
    });
    const parts = [...partsOf(trial, 1, 0)];
    const all = <T>(of: (part: TrialInMemory) => readonly T[]) => parts.flatMap(of).length;
    expect(all(({ journals }) => journals.flatMap(({ entries }) => entries))).toBe(6);
    expect([all(({ dumps }) => dumps.flatMap((dump) => dump.sessions ?? [])), all((p) => p.ledger ?? [])]).toEqual([
      1, 1,
    ]);
    expect(unordered(judge(trial, new Set(), parts))).toEqual(unordered(judge(trial, new Set(), whole(trial))));
  });
});

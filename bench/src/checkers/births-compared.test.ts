/** Identities of births: both sides are the same births, not only as many. */
import { describe, expect, it } from 'vitest';
import { gatherBirths } from './births.js';
import { History, V, W } from './builders.js';
import { type ClassifiedBirth, classify } from './classify.js';
import { accountForDeath } from './death-identity.js';
import { judge } from './judge.js';
import { reroutingOf } from './routing-change.js';
import { routingIdentity } from './routing-identity.js';
import { indexTrial } from './trial-index.js';

function classified(h: History) {
  const index = indexTrial(h.trial());
  const births = [...gatherBirths(index).values()].map((birth) => classify(index, birth));
  return { index, births };
}
const named = (births: readonly ClassifiedBirth[], ...wanted: string[]) =>
  births.filter(({ birth }) => wanted.includes(birth.birth));

describe('the death of a memory store', () => {
  const h = new History();
  for (const shopper of [1, 2, 3]) h.born(`b${shopper}`, `k${shopper}`, shopper, 0, { shopper });
  h.event('node-killed', V, [100, 101], { loses: [V] });
  const { index, births } = classified(h);
  const death = index.deaths.get(V);
  const account = (all: readonly ClassifiedBirth[], byHistory: readonly ClassifiedBirth[]) => {
    if (death === undefined) throw new Error('nobody died');
    return accountForDeath(index, death, all, byHistory).identities.map(({ holds }) => holds);
  };

  it('closes where journal and history agree', () => {
    expect(account(births, births)).toEqual([true, true, true]);
  });

  it('does not close when the history has other births at risk than the journal, though as many', () => {
    const [b1 = [], b2 = []] = [named(births, 'b1', 'b2'), named(births, 'b1', 'b3')];
    expect(account(b1, b2)).toEqual([true, true, false]);
  });

  it('does not close when it destroyed other births than were at risk, though as many', () => {
    const unheld = named(births, 'b1').map((each) => ({ ...each, birth: { ...each.birth, lines: [] } }));
    const spared = named(births, 'b2').map((each) => ({
      ...each,
      base: each.base && { ...each.base, class: 'intact' as const },
    }));
    expect(account([...unheld, ...spared], spared)).toEqual([true, false, true]);
  });

  it('does not close when a birth that its journal held is in no term', () => {
    const lostLater = births.map((each) => ({
      ...each,
      base: each.base && { ...each.base, class: 'intact' as const },
      birth: { ...each.birth, firstKnownSentUs: Number.POSITIVE_INFINITY },
    }));
    expect(account(lostLater, [])[0]).toBe(false);
  });
});

describe('at risk by history = by journal', () => {
  function story(answer: 'heard' | 'lost') {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.born('b0', 'k0', 2, 0, { shopper: 2 });
    const heard = answer === 'heard' ? { birth: 'b', items: [1], given: 'k2' } : { status: null, error: 'closed' };
    const signIn = h.op({ at: [10, 20], step: 'signIn', key: 'k', ...heard });
    if (answer === 'lost') h.line(V, { k: 'op', t: 11, op: signIn });
    h.line(V, { k: 'moving', t: 12, op: signIn, birth: 'b', from: 'k', key: 'k2' });
    h.line(V, { k: 'moved', t: 12, op: signIn, birth: 'b', from: 'k', key: 'k2' });
    h.event('node-killed', V, [100, 101], { loses: [V] });
    return h;
  }
  const atRisk = (h: History) => judge(h.trial()).identities.find(({ name }) => name === `at risk on ${V}`);

  it('takes a birth off both sides whose sign-in moved it and whose answer was lost, and names it', () => {
    expect(atRisk(story('heard'))).toMatchObject({ holds: true, left: { value: 2 }, detail: 'the same births' });
    expect(atRisk(story('lost'))).toMatchObject({
      holds: true,
      left: { value: 1 },
      right: { value: 1 },
      detail: "apart from these, whose sign-in's answer was lost: b",
    });
  });

  it('does not take an answer that was in flight across a sign-in for a miss, where only the answer tells of the move', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    const signIn = h.op({ at: [10, 30], step: 'signIn', key: 'k', birth: 'b', items: [1], given: 'k2' });
    h.line(V, { k: 'moving', t: 12, op: signIn, birth: 'b', from: 'k', key: 'k2' });
    h.line(V, { k: 'moved', t: 12, op: signIn, birth: 'b', from: 'k', key: 'k2' });
    h.op({ at: [20, 25], step: 'handOff', lane: 1, key: 'k', birth: null, status: 404 });
    h.event('node-killed', V, [100, 101], { loses: [V] });
    expect(atRisk(h)).toMatchObject({ holds: true, left: { value: 1 }, detail: 'the same births' });
  });

  it('does not close for any other reason', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-killed', V, [100, 101], { loses: [V] });
    const trial = h.trial();
    const journals = trial.journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: entries.filter(({ k }) => k !== 'created'),
    }));
    const judgement = judge({ ...trial, journals });
    expect(judgement.identities.find(({ name }) => name === `at risk on ${V}`)).toMatchObject({
      holds: false,
      detail: 'only left: b; only right: none',
    });
  });
});

describe('a change of routing', () => {
  it('does not close when it lost other births than M has, though as many', () => {
    const h = new History({ routing: 'modulo', nodes: 3 });
    for (const shopper of [1, 2]) h.born(`b${shopper}`, `k${shopper}`, shopper, 0, { shopper });
    h.event('server-enabled', 'node-4', [100, 101], { reroutes: true });
    for (const shopper of [1, 2]) h.op({ at: [200, 202], shopper, key: `k${shopper}`, node: W, birth: null });
    h.dump(
      V,
      300,
      [1, 2].map((n) => [`k${n}`, `b${n}`, [n]] as const),
    );
    const { index, births } = classified(h);
    const rerouting = reroutingOf(index, births);
    const [change] = rerouting.changes;
    if (change === undefined) throw new Error('no change');
    const swapped = { ...change, moved: named(births, 'b1') };
    expect(routingIdentity(change, rerouting, births).holds).toBe(true);
    expect(routingIdentity(swapped, rerouting, named(births, 'b2'))).toMatchObject({
      holds: false,
      left: { value: 1 },
      right: { value: 1 },
    });
  });
});

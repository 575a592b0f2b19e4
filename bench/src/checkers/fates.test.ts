/** What became of a session in its store: expired, taken by an event, or one of several that no record can tell apart. */
import { describe, expect, it } from 'vitest';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { BirthVerdict } from './judgement.js';

function judged(history: History, birth = 'b'): BirthVerdict | undefined {
  return judge(history.trial()).births.find((each) => each.birth === birth);
}

describe('fates', () => {
  it('destroyed: a store that moves in two steps, and whose node is killed between them, has it under neither key', () => {
    const story = (more: (h: History, signIn: number) => void): BirthVerdict | undefined => {
      const h = new History({ store: 'redis' });
      h.born('b', 'k', 1, 0);
      const signIn = h.op({ at: [10, 60], step: 'signIn', item: 2, key: 'k', status: null, error: 'closed' });
      h.line(V, { k: 'moving', t: 14, op: signIn, birth: 'b', from: 'k', key: 'k2' });
      more(h, signIn);
      h.event('node-killed', V, [20, 25]);
      h.dump('redis', 500, []);
      return judged(h);
    };
    // Before the lost answer was given up, whichever key it was last under.
    expect(story(() => {})).toMatchObject({ class: 'destroyed', reason: null });
    // Finished, the move left it where nobody has the key, and it vanished who knows when: then its shopper let go first.
    const finished = story((h, signIn) =>
      h.line(V, { k: 'moved', t: 16, op: signIn, birth: 'b', from: 'k', key: 'k2' }),
    );
    expect(finished).toMatchObject({ class: 'orphaned', cause: 'neverArrived' });
  });

  it('destroyed: K keys deleted from Redis by hand are exactly K destroyed, completed ones not among them', () => {
    const h = new History({ store: 'redis' });
    for (const shopper of [1, 2, 3, 4]) h.born(`b${shopper}`, `k${shopper}`, shopper, shopper, { shopper });
    h.op({ at: [20, 22], shopper: 1, key: 'k1', step: 'pay', item: 11, birth: 'b1', items: [1], receipt: true });
    h.op({ at: [30, 32], shopper: 2, key: 'k2', given: '', birth: null });
    h.dump('redis', 50, [['k4', 'b4', [4]]]);
    const { births, sessions } = judge(h.trial());
    expect([...births].map((each) => each.class)).toEqual(['completed', 'destroyed', 'destroyed', 'intact']);
    expect([...births].map((each) => each.atUs)).toEqual([22_000, 32_000, 50_000, null]);
    expect(sessions).toMatchObject({ started: 4, atRisk: 4, lost: 2, destroyed: 2, misrouted: 0 });
  });

  it('expired: the last possible touch and the TTL had passed before anything else', () => {
    const h = new History({ ttlMs: 100 });
    h.born('b', 'k', 1, 0);
    h.op({ at: [200, 202], key: 'k', given: '', birth: null });
    h.dump(V, 300, []);
    expect(judged(h)).toMatchObject({ class: 'expired' });
    expect(judge(h.trial()).sessions).toMatchObject({ expired: 1, lost: 0 });
  });

  it('expired: neither a final read nor what was sent to a dead store can have touched it', () => {
    const h = new History({ ttlMs: 100 });
    h.born('b', 'k', 1, 0);
    h.event('node-killed', V, [500, 501], { loses: [V] });
    h.op({ at: [600, 601], key: 'k', status: 503, outcome: 'indeterminate' });
    h.op({ at: [700, 701], key: 'k', status: 503, outcome: 'indeterminate', origin: 'final' });
    expect(judged(h)).toMatchObject({ class: 'expired' });
    const shared = new History({ store: 'redis', ttlMs: 1000 });
    shared.born('b', 'k', 1, 0);
    shared.event('store-failover', 'redis', [3000, 3001], { loses: ['redis'] });
    shared.dump('redis', 4000, []);
    shared.op({ at: [4010, 4020], key: 'k', status: 503, outcome: 'indeterminate', origin: 'final' });
    expect(judged(shared)).toMatchObject({ class: 'expired' });
  });

  it('unknown, may have expired: the TTL passed within the duration of an operation', () => {
    const h = new History({ ttlMs: 100 });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 60], key: 'k', birth: 'b', items: [1] });
    h.event('node-killed', V, [130, 131], { loses: [V] });
    expect(judged(h)).toMatchObject({ class: 'unknown', reason: 'may have expired' });
  });

  it('an unanswered operation may have touched it until what was frozen resumed, plus the time-outs', () => {
    const h = new History({ ttlMs: 2000 });
    h.born('b', 'k', 1, 0);
    h.event('node-paused', V, [5, 5]);
    h.op({ at: [10, 200], key: 'k', status: null });
    h.event('node-resumed', V, [1500, 1500]);
    h.event('node-killed', V, [3000, 3001], { loses: [V] });
    expect(judged(h)).toMatchObject({ class: 'unknown', reason: 'may have expired' });
  });

  it('stale, or overwritten: both can have taken the item, and the verdict says so', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 20], lane: 0, key: 'k', item: 2, birth: 'b', items: [1] });
    h.op({ at: [12, 25], lane: 1, key: 'k', item: 3, birth: 'b', items: [1] });
    h.event('store-failover', 'redis', [30, 31], { loses: ['redis'] });
    h.dump('redis', 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'stale', reason: 'stale, or overwritten' });
  });

  it('unknown: several store events around the moment at which the shopper let go', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.event('store-failover', 'redis', [10, 11], { loses: ['redis'] });
    h.startOver(20);
    h.event('store-failover', 'redis', [30, 31], { loses: ['redis'] });
    h.dump('redis', 50, []);
    expect(judged(h)).toMatchObject({ class: 'unknown' });
  });

  it('unknown: a set-back may have left it under the key that the phone still holds', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    h.op({ at: [5, 7], step: 'claim', jar: 1, given: 'k1', birth: 'b', items: [1] });
    const signIn = h.op({
      at: [10, 14],
      jar: 1,
      step: 'signIn',
      key: 'k1',
      given: 'k2',
      item: 2,
      birth: 'b',
      items: [1],
    });
    h.line(V, { k: 'moving', t: 11, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.line(V, { k: 'moved', t: 12, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.event('store-failover', 'redis', [20, 21], { loses: ['redis'] });
    h.op({ at: [30, 32], jar: 1, key: 'k2', given: '', birth: null });
    h.dump('redis', 50, null);
    expect(judged(h)).toMatchObject({ class: 'unknown', reason: 'its store could not be dumped' });
  });

  it('what a set-back left out of reach is destroyed, whatever a late request does to it until it expires', () => {
    const h = new History({ store: 'redis', ttlMs: 300 });
    h.born('b', 'k', 1, 0);
    h.event('node-paused', W, [10, 10]);
    const late = h.op({ at: [11, 20], step: 'signIn', key: 'k', status: 504, balancerMade: true });
    const signIn = h.op({ at: [21, 23], step: 'signIn', key: 'k', given: 'k1', birth: 'b', items: [1], retryOf: late });
    h.line(V, { k: 'moved', t: 22, op: signIn, birth: 'b', from: 'k', key: 'k1' });
    h.event('store-failover', 'redis', [30, 40], { loses: ['redis'] });
    h.startOver(45);
    h.event('node-resumed', W, [60, 60]);
    h.line(W, { k: 'op', t: 60, op: late });
    h.line(W, { k: 'moving', t: 61, op: late, birth: 'b', from: 'k', key: 'k2' });
    h.line(W, { k: 'moved', t: 62, op: late, birth: 'b', from: 'k', key: 'k2' });
    h.dump('redis', 5000, []);
    expect(judged(h)).toMatchObject({ class: 'destroyed', event: 2, atUs: 30_000 });
  });

  it('a store that was killed and kept nothing took all that was there before', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.event('store-killed', 'redis', [10, 11], { loses: ['redis'] });
    h.startOver(20);
    h.event('store-failover', 'redis', [30, 31], { loses: ['redis'] });
    h.dump('redis', 50, []);
    expect(judged(h)).toMatchObject({ class: 'destroyed', atUs: 10_000, event: 1 });
  });

  it('... even where its time would have run out before an answer missed it', () => {
    const h = new History({ store: 'redis', ttlMs: 100 });
    h.born('b', 'k', 1, 0);
    h.event('store-killed', 'redis', [10, 11], { loses: ['redis'] });
    h.op({ at: [200, 202], key: 'k', birth: null });
    h.dump('redis', 500, []);
    expect(judged(h)).toMatchObject({ class: 'destroyed', atUs: 10_000, event: 1 });
  });
});

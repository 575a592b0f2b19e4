/** The small stories that a checker gets wrong unless it follows README.md to the letter. k key, b birth, v and w nodes. */
import { describe, expect, it } from 'vitest';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { BirthVerdict, Judgement } from './judgement.js';

const KILLED = { loses: [V] } as const;

function verdict(judgement: Judgement, birth: string): BirthVerdict {
  const found = judgement.births.find((each) => each.birth === birth);
  if (found === undefined) throw new Error(`${birth} got no verdict`);
  return found;
}
const judged = (history: History, birth = 'b'): BirthVerdict => verdict(judge(history.trial()), birth);

describe('hard cases', () => {
  it('a frozen node adds x late to b1, after the retry made b2{x}: no leak', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b1', 'k1', 1, 0);
    h.event('node-paused', V, [10, 10]);
    const cut = h.op({ at: [11, 20], key: 'k1', item: 2, status: 504, balancerMade: true });
    h.op({ at: [21, 23], key: 'k1', given: 'k2', item: 2, retryOf: cut, origin: 'retry', node: W, birth: 'b2' });
    h.event('node-resumed', V, [30, 30]);
    h.dump(V, 50, [['k1', 'b1', [1, 2]]]);
    h.dump(W, 50, [['k2', 'b2', [2]]]);
    expect(judged(h, 'b1')).toMatchObject({ class: 'misrouted' });
    expect(judged(h, 'b2')).toMatchObject({ class: 'intact' });
  });

  it('a store holds a birth that no answer and no journal names: its items tell whose it is, and it is no leak', () => {
    const h = new History({ store: 'redis' });
    // The store saved it, and the node froze before it heard of that: it answered late, and to nobody.
    const cut = h.op({ at: [0, 3000], step: 'open', item: 1, status: 504, balancerMade: true });
    h.op({ at: [3100, 3102], step: 'open', item: 1, retryOf: cut, origin: 'retry', node: W, birth: 'b', given: 'k' });
    const dump = (foreign: readonly number[]) =>
      h.dump('redis', 5000, [
        ['k', 'b', [1]],
        ['k0', 'b0', [1, ...foreign]],
      ]);
    dump([]);
    expect(judge(h.trial()).sessions.leaked).toBe(0);
    h.op({ at: [3200, 3202], shopper: 2, step: 'open', item: 33, birth: 'b2', given: 'k2' });
    dump([33]);
    expect(judge(h.trial()).sessions.leaked).toBe(1);
  });

  it('a stranger who only reads b1 is a leak', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    const reads = h.op({ at: [10, 12], shopper: 2, birth: 'b', items: [1], given: 'k' });
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'leaked', shownBy: reads });
  });

  it('a live node answers 503 and names no birth: a refusal does not speak', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], key: 'k', node: W, status: 503, outcome: 'fail' });
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('Redis: the sign-in moves k1 to k2, its answer is lost, the retry with k1 gets b2: b1 is orphaned', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const lost = h.op({ at: [10, 20], step: 'signIn', key: 'k1', item: 2, status: null });
    h.line(V, { k: 'moving', t: 12, op: lost, birth: 'b', from: 'k1', key: 'k2' });
    h.line(V, { k: 'moved', t: 13, op: lost, birth: 'b', from: 'k1', key: 'k2' });
    h.op({ at: [21, 23], step: 'signIn', key: 'k1', given: 'k3', item: 2, node: W, birth: 'b2', retryOf: lost });
    h.dump('redis', 50, [
      ['k2', 'b', [1, 2]],
      ['k3', 'b2', [2]],
    ]);
    expect(judged(h)).toMatchObject({ class: 'orphaned', cause: 'neverArrived', atUs: 20_000 });
  });

  it('the balancer moves b to w, which answers without it; later v stops: misrouted happened first', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.event('server-down', V, [5, 5], { by: 'balancer', reroutes: true });
    h.op({ at: [10, 12], key: 'k', node: W, birth: null });
    h.event('node-stopping', V, [20, 20]);
    h.event('node-exited', V, [21, 22], KILLED);
    h.dump(W, 50, []);
    expect(judged(h)).toMatchObject({ class: 'misrouted', atUs: 12_000 });
  });

  it('the receipt is acknowledged after event 1, v stops at event 2: completed, whenever it came', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-killed', W, [5, 5], { loses: [W] });
    h.op({ at: [9, 12], step: 'pay', key: 'k', item: 2, birth: 'b', items: [1], receipt: true });
    h.event('node-killed', V, [11, 13], KILLED);
    expect(judged(h)).toMatchObject({ class: 'completed' });
  });

  it('a log-out that was not refused completes likewise', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [9, 20], step: 'signOut', key: 'k', status: null, error: 'closed' });
    h.event('node-killed', V, [11, 13], KILLED);
    expect(judged(h)).toMatchObject({ class: 'completed', atUs: 9000 });
  });

  it('v killed at 5 s, the TTL would have passed at 20 s, dump at 30 s: judged at the moment of the loss', () => {
    const h = new History({ ttlMs: 20_000 });
    h.born('b', 'k', 1, 0);
    h.event('node-killed', V, [5000, 5001], KILLED);
    h.dump(W, 30_000, []);
    expect(judged(h)).toMatchObject({ class: 'destroyed', atUs: 5_000_000, event: 1 });
  });

  it('two tabs hit the wrong node, b2 is overwritten in the jar by b3: orphaned', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b1', 'k1', 1, 0);
    for (const [lane, at, birth, key, item] of [
      [0, 10, 'b2', 'k2', 2],
      [1, 11, 'b3', 'k3', 3],
    ] as const) {
      const id = h.op({ at: [at, at + 4], lane, key: 'k1', given: key, item, node: W, birth });
      h.line(W, { k: 'created', t: at + 2, op: id, birth, key });
    }
    h.dump(V, 50, [['k1', 'b1', [1]]]);
    h.dump(W, 50, [
      ['k2', 'b2', [2]],
      ['k3', 'b3', [3]],
    ]);
    expect(judged(h, 'b2')).toMatchObject({ class: 'orphaned', cause: 'overwritten', atUs: 15_000 });
    expect(judged(h, 'b3')).toMatchObject({ class: 'intact' });
    expect(judged(h, 'b1')).toMatchObject({ class: 'misrouted' });
  });

  it('routing changed, the shopper never came back, the final read goes astray: misrouted', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.event('server-enabled', 'node-3', [10, 10], { reroutes: true });
    h.dump(V, 50, [['k', 'b', [1]]]);
    const final = h.op({ at: [60, 62], origin: 'final', step: 'view', key: 'k', given: '', node: W, birth: null });
    expect(judged(h)).toMatchObject({ class: 'misrouted', shownBy: final, event: 1 });
  });

  it("the phone's final read goes astray, the laptop, used last, reaches it: intact", () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], step: 'claim', jar: 1, given: 'k', birth: 'b', items: [1] });
    h.dump(V, 50, [['k', 'b', [1]]]);
    h.op({ at: [60, 62], origin: 'final', step: 'view', key: 'k', given: '', node: W, birth: null });
    h.op({ at: [60, 62], origin: 'final', step: 'view', jar: 1, key: 'k', birth: 'b', items: [1] });
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it("the laptop's claim carries a key of its own and is refused (Redis): handoffFailed, never evidence", () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0, { jar: 1 });
    h.op({ at: [10, 12], step: 'claim', jar: 1, key: 'k', birth: null, status: 404 });
    h.dump('redis', 50, [['k', 'b', [1]]]);
    const judgement = judge(h.trial());
    expect(verdict(judgement, 'b')).toMatchObject({ class: 'intact' });
    expect(judgement.sessions.handoffFailed).toBe(1);
  });

  it('the jar has k2, an older snapshot comes back with b under k1: nobody can reach it', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const signIn = h.op({ at: [10, 14], step: 'signIn', key: 'k1', given: 'k2', item: 2, birth: 'b', items: [1] });
    h.line(V, { k: 'moving', t: 11, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.line(V, { k: 'moved', t: 12, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.event('store-failover', 'redis', [20, 21], { loses: ['redis'] });
    h.dump('redis', 50, [['k1', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'destroyed', event: 1, atUs: 20_000 });
  });

  it('a failover loses x, then the shopper writes y: stale, not lostUpdate', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 14], key: 'k', item: 2, birth: 'b', items: [1] });
    h.op({ at: [11, 15], lane: 1, key: 'k', birth: 'b', items: [1] });
    h.event('store-failover', 'redis', [20, 21], { loses: ['redis'] });
    h.op({ at: [30, 32], key: 'k', item: 3, birth: 'b', items: [1] });
    h.dump('redis', 50, [['k', 'b', [1, 3]]]);
    expect(judged(h)).toMatchObject({ class: 'stale', lostItems: [2] });
  });

  it('no dump of the store: completed and certainly lost ones are decided, the rest is unknown', () => {
    const h = new History({ store: 'redis' });
    h.born('paid', 'k1', 1, 0, { shopper: 1 });
    h.op({ at: [10, 12], shopper: 1, step: 'pay', key: 'k1', item: 2, birth: 'paid', items: [1], receipt: true });
    h.born('missed', 'k2', 3, 0, { shopper: 2 });
    h.event('store-failover', 'redis', [20, 21], { loses: ['redis'] });
    h.op({ at: [30, 32], shopper: 2, key: 'k2', given: '', birth: null });
    h.born('quiet', 'k3', 4, 0, { shopper: 3 });
    h.dump('redis', 50, null);
    expect(judged(h, 'paid').class).toBe('completed');
    expect(judged(h, 'missed').class).toBe('destroyed');
    expect(judged(h, 'quiet')).toMatchObject({ class: 'unknown', reason: 'its store could not be dumped' });
  });

  it('the heal leaves the server states as they were: a final read to where load ended is no loss', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0, { node: W });
    h.event('node-paused', V, [10, 10]);
    h.event('server-down', V, [12, 12], { by: 'balancer', reroutes: true });
    h.event('node-resumed', V, [40, 40], { by: 'lab' });
    h.dump(V, 50, []);
    h.dump(W, 50, [['k', 'b', [1]]]);
    h.op({ at: [60, 62], origin: 'final', step: 'view', key: 'k', node: W, birth: 'b', items: [1] });
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });
});

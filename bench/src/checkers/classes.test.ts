/** One small story for each class and for each rule of the table that HARD-CASES has no story for. */
import { describe, expect, it } from 'vitest';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { BirthVerdict } from './judgement.js';

function judged(history: History, birth = 'b'): BirthVerdict | undefined {
  return judge(history.trial()).births.find((each) => each.birth === birth);
}

describe('classes', () => {
  it('intact: all known items are there and reachable', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], key: 'k', item: 2, birth: 'b', items: [1] });
    h.dump(V, 50, [['k', 'b', [1, 2]]]);
    expect(judged(h)).toMatchObject({ class: 'intact', knownItems: [1, 2], lostItems: [], atUs: null, event: null });
  });

  it('destroyed counts from the SIGSTOP where nothing resumed the node before it was killed (host loss)', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-paused', V, [10, 10]);
    h.op({ at: [15, 18], key: 'k', node: W, birth: null });
    h.event('node-killed', V, [30, 31], { loses: [V] });
    expect(judged(h)).toMatchObject({ class: 'destroyed', atUs: 10_000, event: 2, shownBy: 2 });
  });

  it('destroyed counts from the SIGTERM of a graceful stop', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-stopping', V, [10, 10]);
    h.op({ at: [12, 14], key: 'k', node: W, birth: null });
    h.event('node-exited', V, [20, 21], { loses: [V] });
    expect(judged(h)).toMatchObject({ class: 'destroyed', atUs: 10_000, event: 2 });
  });

  it('a paused node that was resumed destroys nothing', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-paused', V, [10, 10]);
    h.event('node-resumed', V, [30, 30]);
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('misrouted and within reach again at the end: lost, and returnable', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], step: 'watch', key: 'k', node: W, birth: null });
    h.dump(V, 50, [['k', 'b', [1]]]);
    h.op({ at: [60, 62], origin: 'final', step: 'view', key: 'k', birth: 'b', items: [1] });
    expect(judged(h)).toMatchObject({ class: 'misrouted', returnable: true, shownBy: 2 });
    expect(judge(h.trial()).sessions.returnable).toBe(1);
  });

  it('another node that answers with the same birth is no loss', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0, { node: V });
    h.op({ at: [10, 12], key: 'k', node: W, birth: 'b', items: [1] });
    h.dump('redis', 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'intact', store: 'redis' });
  });

  it('an operation in flight across a sign-in carried a dead key, where the own store answered it', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const signIn = h.op({ at: [10, 20], step: 'signIn', key: 'k1', given: 'k2', item: 2, birth: 'b', items: [1] });
    h.line(V, { k: 'moving', t: 14, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.line(V, { k: 'moved', t: 15, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.op({ at: [12, 18], lane: 1, key: 'k1', node: W, birth: null });
    h.dump('redis', 50, [['k2', 'b', [1, 2]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('the older key may be dead before the `moved` line is written: from `moving` on', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const signIn = h.op({ at: [10, 20], step: 'signIn', key: 'k1', given: 'k2', item: 2, birth: 'b', items: [1] });
    h.line(V, { k: 'moving', t: 12, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.line(V, { k: 'moved', t: 18, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.op({ at: [11, 15], lane: 1, key: 'k1', node: W, birth: null });
    h.dump('redis', 50, [['k2', 'b', [1, 2]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('a move that a kill cut short happened where the dump has the new key', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const signIn = h.op({ at: [10, 20], step: 'signIn', key: 'k1', item: 2, status: null, error: 'closed' });
    h.line(V, { k: 'moving', t: 12, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.event('node-killed', V, [13, 14]);
    h.op({ at: [30, 32], key: 'k1', node: W, birth: null });
    h.dump('redis', 50, [['k2', 'b', [1, 2]]]);
    expect(judged(h)).toMatchObject({ class: 'orphaned', cause: 'neverArrived', atUs: 20_000 });
  });

  it('... and did not where a later answer finds the old one', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k1', 1, 0);
    const signIn = h.op({ at: [10, 20], step: 'signIn', key: 'k1', item: 2, status: null, error: 'closed' });
    h.line(V, { k: 'moving', t: 12, op: signIn, birth: 'b', from: 'k1', key: 'k2' });
    h.event('node-killed', V, [13, 14]);
    h.op({ at: [30, 32], key: 'k1', node: W, birth: 'b', items: [1] });
    h.dump('redis', 50, [['k1', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('orphaned, dropped: the shopper started over although the session lived', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.startOver(10);
    h.born('b2', 'k2', 2, 12, { epoch: 1 });
    h.dump(V, 50, [
      ['k', 'b', [1]],
      ['k2', 'b2', [2]],
    ]);
    expect(judged(h)).toMatchObject({ class: 'orphaned', cause: 'dropped', atUs: 10_000 });
    expect(judged(h, 'b2')).toMatchObject({ class: 'intact', epoch: 1 });
  });

  it('orphaned, dropped: the answer with the key and the start-over it caused share a microsecond', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b1', 'k1', 1, 0);
    h.born('b2', 'k2', 2, 10, { key: 'k1', node: W });
    h.startOver(12);
    h.dump(V, 50, [['k1', 'b1', [1]]]);
    h.dump(W, 50, [['k2', 'b2', [2]]]);
    expect(judged(h, 'b1')).toMatchObject({ class: 'misrouted' });
    expect(judged(h, 'b2')).toMatchObject({ class: 'orphaned', cause: 'dropped', atUs: 12_000 });
  });

  it('a phone that drops the key orphans nothing while the laptop holds it', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [5, 7], step: 'claim', jar: 1, given: 'k', birth: 'b', items: [1] });
    h.startOver(10, 0);
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'intact' });
  });

  it('lostUpdate: a known item is missing whose write overlapped another operation', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 20], lane: 0, key: 'k', item: 2, birth: 'b', items: [1] });
    h.op({ at: [12, 25], lane: 1, key: 'k', item: 3, birth: 'b', items: [1] });
    h.dump(V, 50, [['k', 'b', [1, 3]]]);
    expect(judged(h)).toMatchObject({ class: 'lostUpdate', lostItems: [2] });
  });

  it('stale: a known item is missing and nothing overlapped its write', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 20], key: 'k', item: 2, birth: 'b', items: [1] });
    const shows = h.op({ at: [30, 32], key: 'k', birth: 'b', items: [1] });
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'stale', lostItems: [2], shownBy: shows });
  });

  it('leaked: answered with an item of another shopper', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.born('c', 'l', 7, 5, { shopper: 2 });
    h.op({ at: [10, 12], key: 'k', birth: 'b', items: [1, 7] });
    h.dump(V, 50, [['k', 'b', [1]]]);
    expect(judged(h)).toMatchObject({ class: 'leaked' });
  });

  it('leaked without a known write is counted, and is in no sum of classes', () => {
    const h = new History();
    h.op({ at: [0, 2], step: 'open', item: 1, given: 'k', birth: 'b', status: 500 });
    h.op({ at: [5, 7], shopper: 2, birth: 'b' });
    const { sessions, identities } = judge(h.trial());
    expect(sessions.leaked).toBe(1);
    expect(identities.find(({ name }) => name === 'classes')).toMatchObject({ holds: true, left: { value: 0 } });
  });

  it('a birth that no answer names is indeterminate and judged nowhere', () => {
    const h = new History();
    const lost = h.op({ at: [0, 10], step: 'open', item: 1, status: null });
    h.line(V, { k: 'created', t: 5, op: lost, birth: 'b', key: 'k' });
    // b0: saved, but its node froze before it could write the line.
    h.dump(V, 50, [
      ['k', 'b', [1]],
      ['k0', 'b0', [1]],
    ]);
    const { births, sessions, writes } = judge(h.trial());
    expect(births).toEqual([]);
    expect(sessions).toMatchObject({ started: 0, indeterminateBirth: 2 });
    expect(writes).toEqual({ known: 0, lost: 0, overwritten: 0, sessions: 0, indeterminate: 1 });
  });

  it('a completed birth lost the known writes that are missing from its receipt', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], key: 'k', item: 2, birth: 'b', items: [1] });
    h.op({ at: [20, 22], step: 'pay', key: 'k', item: 3, birth: 'b', items: [1], receipt: true });
    expect(judged(h)).toMatchObject({ class: 'completed', lostItems: [2] });
  });
});

/** Sessions that are in their cookies: the jar is the store, and what no jar got is nowhere. */
import { describe, expect, it } from 'vitest';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';

const sealed = () => new History({ store: 'sealed' });
const verdictIn = (history: History, birth = 'b1') => {
  const judgement = judge(history.trial());
  expect(judgement.identities.filter(({ holds }) => !holds)).toEqual([]);
  return { ...judgement, of: judgement.births.find((each) => each.birth === birth) };
};

describe('a session in its cookie', () => {
  it('is intact, whichever nodes answer, move it or die', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [20, 25], key: 'k1', birth: 'b1', item: 2, items: [1], given: 'k1', node: W });
    history.event('node-killed', V, [30, 31]);
    const moved = history.op({
      at: [40, 45],
      step: 'signIn',
      key: 'k1',
      birth: 'b1',
      item: 3,
      items: [1, 2],
      given: 'k2',
      node: W,
    });
    history.line(W, { k: 'moving', t: 42, op: moved, birth: 'b1', from: 'k1', key: 'k2' });
    history.line(W, { k: 'moved', t: 43, op: moved, birth: 'b1', from: 'k1', key: 'k2' });
    history.dump('jars', 100, [['k2', 'b1', [1, 2, 3]]]);
    const { of, sessions, predictions } = verdictIn(history);
    expect(of).toMatchObject({ class: 'intact', store: 'jars', lostItems: [] });
    expect(sessions).toMatchObject({ lost: 0, atRisk: 1 });
    expect(predictions).toMatchObject([
      {
        metric: 'destroyed',
        measured: 0,
        of: 1,
        basis: 'the session is in its cookie, and no node has it',
        agrees: true,
      },
    ]);
  });

  it('goes on under the old key when the answer with the new one is lost with its node', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    const signIn = history.op({ at: [20, 30], step: 'signIn', key: 'k1', item: 2, status: null, error: 'closed' });
    history.line(V, { k: 'op', t: 21, op: signIn });
    history.line(V, { k: 'moving', t: 22, op: signIn, birth: 'b1', from: 'k1', key: 'k2' });
    history.line(V, { k: 'moved', t: 22, op: signIn, birth: 'b1', from: 'k1', key: 'k2' });
    history.event('node-killed', V, [25, 26]);
    history.dump('jars', 100, [['k1', 'b1', [1]]]);
    expect(verdictIn(history).of).toMatchObject({ class: 'intact', knownItems: [1] });
    const undumped = sealed();
    undumped.born('b1', 'k1', 1, 10);
    undumped.line(V, { k: 'moved', t: 22, op: 9, birth: 'b1', from: 'k1', key: 'k2' });
    undumped.dump('jars', 100, null);
    expect(verdictIn(undumped).of).toMatchObject({ class: 'unknown', reason: 'its store could not be dumped' });
  });

  it('is where the jar has it, whatever a killed node was about to do with its key', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    const signIn = history.op({ at: [20, 30], step: 'signIn', key: 'k1', item: 2, status: null, error: 'closed' });
    history.line(V, { k: 'op', t: 21, op: signIn });
    history.line(V, { k: 'moving', t: 22, op: signIn, birth: 'b1', from: 'k1', key: 'k2' });
    history.event('node-killed', V, [25, 26]);
    history.startOver(60);
    history.dump('jars', 100, []);
    expect(verdictIn(history).of).toMatchObject({ class: 'orphaned', cause: 'dropped', atUs: 60_000 });
  });

  it('is stale by exactly what a dropped cookie held', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [20, 25], key: 'k1', birth: 'b1', item: 2, items: [1], given: 'k1' });
    for (const [item, at] of [
      [3, 30],
      [4, 40],
    ] as const) {
      history.dropped(history.op({ at: [at, at + 5], key: 'k1', birth: 'b1', item, items: [1, 2] }), at + 5);
    }
    history.dump('jars', 100, [['k1', 'b1', [1, 2]]]);
    const { of, writes } = verdictIn(history);
    expect(of).toMatchObject({ class: 'stale', knownItems: [1, 2, 3, 4], lostItems: [3, 4] });
    expect(writes).toMatchObject({ known: 4, lost: 2 });
  });

  it('is stale, and no lost update, although a write without an answer was under way', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.event('node-paused', W, [15, 16]);
    history.op({ at: [20, 1020], key: 'k1', item: 2, status: null });
    history.dropped(history.op({ at: [30, 35], key: 'k1', birth: 'b1', item: 3, items: [1] }), 35);
    history.dump('jars', 2000, [['k1', 'b1', [1]]]);
    expect(verdictIn(history).of).toMatchObject({ class: 'stale', lostItems: [3] });
  });

  it('loses the older of two updates at once', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [20, 30], lane: 0, key: 'k1', birth: 'b1', item: 2, items: [1], given: 'k1' });
    history.op({ at: [22, 32], lane: 1, key: 'k1', birth: 'b1', item: 3, items: [1], given: 'k1', node: W });
    history.dump('jars', 100, [['k1', 'b1', [1, 3]]]);
    expect(verdictIn(history).of).toMatchObject({ class: 'lostUpdate', lostItems: [2] });
  });

  it('is orphaned when its first cookie never came to a jar, be it lost or dropped', () => {
    const history = sealed();
    const first = history.op({ at: [10, 12], step: 'open', item: 1, birth: 'b1' });
    history.line(V, { k: 'created', t: 11, op: first, birth: 'b1', key: 'k1' });
    history.dropped(first, 12);
    history.born('b2', 'k2', 2, 20);
    history.dump('jars', 100, [['k2', 'b2', [2]]]);
    const { of } = verdictIn(history);
    expect(of).toMatchObject({ class: 'orphaned', cause: 'neverArrived', atUs: 12_000 });
    expect(verdictIn(history, 'b2').of).toMatchObject({ class: 'intact' });
  });

  it('is not taken for the one before it, when its own cookie is dropped', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    const second = history.op({ at: [20, 22], item: 2, key: 'k1', birth: 'b2' });
    history.line(V, { k: 'created', t: 21, op: second, birth: 'b2', key: 'k2' });
    history.dropped(second, 22);
    history.dump('jars', 100, [['k1', 'b1', [1]]]);
    const { births } = verdictIn(history);
    // A node that answers the cookie of b1 with a new session, while the jar still has the old one, sent the shopper astray.
    expect([...births].map((each) => [each.birth, each.class])).toEqual([
      ['b1', 'misrouted'],
      ['b2', 'orphaned'],
    ]);
  });

  it('ends with its log-out, although an older copy of its cookie still opens', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [20, 22], step: 'signOut', key: 'k1', birth: 'b1', items: [1], given: '' });
    history.dump('jars', 100, []);
    expect(verdictIn(history).of).toMatchObject({ class: 'completed', atUs: 20_000 });
    const slow = sealed();
    slow.born('b1', 'k1', 1, 10);
    slow.op({ at: [18, 30], lane: 1, key: 'k1', birth: 'b1', item: 2, items: [1], given: 'k1' });
    slow.op({ at: [20, 22], step: 'signOut', key: 'k1', birth: 'b1', items: [1], given: '' });
    slow.dump('jars', 100, [['k1', 'b1', [1, 2]]]);
    expect(verdictIn(slow).of).toMatchObject({ class: 'completed' });
    expect(verdictIn(slow).sessions.revived).toBe(1);
  });

  it('expires from the last cookie that its jar got, whoever read it since', () => {
    const history = new History({ store: 'sealed', ttlMs: 100 });
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [50, 52], key: 'k1', birth: 'b1', items: [1] });
    history.op({ at: [115, 117], key: 'k1', birth: null, given: '' });
    history.dump('jars', 120, []);
    expect(verdictIn(history).of).toMatchObject({ class: 'expired', atUs: 110_000 });
  });

  it('cannot be handed off, and that is counted and foretold', () => {
    const history = sealed();
    history.born('b1', 'k1', 1, 10);
    history.op({ at: [20, 22], step: 'handOff', key: 'k1', birth: 'b1', items: [1], status: 404 });
    history.dump('jars', 100, [['k1', 'b1', [1]]]);
    const { sessions, predictions } = verdictIn(history);
    expect(sessions.handoffFailed).toBe(1);
    expect(predictions.find(({ metric }) => metric === 'handoffFailed')).toMatchObject({
      measured: 1,
      of: 1,
      agrees: true,
    });
  });
});

/** Sessions that live on although they should not, and those that only seem to. */
import { describe, expect, it } from 'vitest';
import { History, type Setting, V } from './builders.js';
import { judge } from './judge.js';

const REDIS: Setting = { store: 'redis' };
const NOTHING = { revived: [], overstayed: [], doubled: [] };

/** Born at 1 s, signed in, logged out between 3,000 and 3,010 ms. */
function loggedOut(setting: Setting = REDIS): History {
  const history = new History(setting);
  history.born('b1', 'k1', 1, 1000);
  const out = history.op({ at: [3000, 3010], step: 'signOut', key: 'k1', given: '', birth: 'b1', items: [1] });
  history.line(V, { k: 'ended', t: 3005, op: out, birth: 'b1', key: 'k1' });
  return history;
}
const store = ({ store: name }: Setting): string => (name === 'redis' ? 'redis' : V);
const afterlifeOf = (history: History) => judge(history.trial()).afterlife;

describe.each([REDIS, {}])('revived, %o', (setting) => {
  it('is who is in the dump after an acknowledged log-out', () => {
    const history = loggedOut(setting);
    history.dump(store(setting), 60_000, [['k1', 'b1', [1]]]);
    const { afterlife, sessions } = judge(history.trial());
    expect(afterlife).toEqual({ ...NOTHING, revived: ['b1'] });
    // What it is to its own shopper does not change.
    expect(sessions).toMatchObject({ revived: 1, completed: 1 });
  });

  it('is whom an operation finds that was sent after the answer, not before it', () => {
    const late = loggedOut(setting);
    late.op({ at: [3011, 3020], jar: 1, key: 'k1', birth: 'b1', items: [1] });
    expect(afterlifeOf(late)).toEqual({ ...NOTHING, revived: ['b1'] });
    const beside = loggedOut(setting);
    beside.op({ at: [3009, 3020], jar: 1, key: 'k1', birth: 'b1', items: [1] });
    expect(afterlifeOf(beside)).toEqual(NOTHING);
  });

  it('is nobody whose log-out stayed without an answer', () => {
    const history = new History(setting);
    history.born('b1', 'k1', 1, 1000);
    history.op({ at: [3000, 4000], step: 'signOut', key: 'k1', status: null });
    history.dump(store(setting), 60_000, [['k1', 'b1', [1]]]);
    expect(afterlifeOf(history)).toEqual(NOTHING);
  });
});

describe('revived', () => {
  it('is not what an event of the store brought back', () => {
    const history = loggedOut();
    history.event('store-failover', 'redis', [5000, 5100], { loses: ['redis'] });
    history.dump('redis', 60_000, [['k1', 'b1', [1]]]);
    expect(afterlifeOf(history)).toEqual(NOTHING);
  });
});

describe('overstayed', () => {
  const idle: Setting = { ...REDIS, ttlMs: 10_000 };

  it('is who is found after the idle time, by an operation or in the dump', () => {
    const found = new History(idle);
    found.born('b1', 'k1', 1, 1000);
    found.op({ at: [11_100, 11_110], key: 'k1', birth: 'b1', items: [1] });
    expect(afterlifeOf(found)).toEqual({ ...NOTHING, overstayed: ['b1'] });
    const dumped = new History(idle);
    dumped.born('b1', 'k1', 1, 1000);
    dumped.dump('redis', 60_000, [['k1', 'b1', [1]]]);
    expect(afterlifeOf(dumped)).toEqual({ ...NOTHING, overstayed: ['b1'] });
  });

  it('is nobody whose time an operation slid, or may have slid, before', () => {
    const history = new History(idle);
    history.born('b1', 'k1', 1, 1000);
    history.op({ at: [9000, 9010], key: 'k1', birth: 'b1', items: [1] });
    history.op({ at: [18_000, 18_010], key: 'k1', birth: 'b1', items: [1] });
    expect(afterlifeOf(history)).toEqual(NOTHING);
    const silent = new History(idle);
    silent.born('b1', 'k1', 1, 1000);
    silent.op({ at: [9000, 10_000], key: 'k1', status: null });
    silent.op({ at: [18_000, 18_010], key: 'k1', birth: 'b1', items: [1] });
    expect(afterlifeOf(silent)).toEqual(NOTHING);
  });

  it('is nobody for an unanswered operation from before it was created', () => {
    const history = new History(idle);
    history.op({ at: [100, 1100], step: 'claim', jar: 1, status: null });
    history.born('b1', 'k1', 1, 30_000);
    history.dump('redis', 35_000, [['k1', 'b1', [1]]]);
    expect(afterlifeOf(history)).toEqual(NOTHING);
  });
});

describe('an absolute end', () => {
  const absolute: Setting = { ...REDIS, absoluteMs: 4000 };
  /** Busy every second from 1 s on, answered until `untilMs`. */
  function busy(setting: Setting, untilMs: number): History {
    const history = new History(setting);
    history.born('b1', 'k1', 1, 1000);
    for (let at = 2000; at < 8000; at += 1000) {
      const there = at < untilMs;
      history.op({ at: [at, at + 5], key: 'k1', birth: there ? 'b1' : null, items: there ? [1] : [] });
    }
    return history;
  }

  it('expires whoever is busy, and is no loss', () => {
    const history = busy(absolute, 5000);
    history.dump('redis', 60_000, []);
    const { births, sessions, afterlife } = judge(history.trial());
    expect(births).toMatchObject([{ birth: 'b1', class: 'expired' }]);
    expect(sessions).toMatchObject({ lost: 0, unknown: 0, expired: 1 });
    expect(afterlife).toEqual(NOTHING);
  });

  it('without it, the same record is a loss', () => {
    const history = busy(REDIS, 5000);
    history.dump('redis', 60_000, []);
    expect(judge(history.trial()).births).toMatchObject([{ birth: 'b1', class: 'destroyed' }]);
  });

  it('is overstayed by whoever is answered after it, however busy', () => {
    expect(afterlifeOf(busy(absolute, 8000))).toEqual({ ...NOTHING, overstayed: ['b1'] });
  });

  it('that an answer misses too early is a loss', () => {
    const history = busy(absolute, 4000);
    history.dump('redis', 60_000, []);
    expect(judge(history.trial()).births).toMatchObject([{ birth: 'b1', class: 'destroyed' }]);
  });
});

describe('doubled', () => {
  it('is who is in a dump under the old key as well, and is judged by the new one', () => {
    const history = new History(REDIS);
    history.born('b1', 'k1', 1, 1000);
    const moving = history.op({
      at: [2000, 2010],
      step: 'signIn',
      item: 2,
      key: 'k1',
      given: 'k2',
      birth: 'b1',
      items: [1],
    });
    history.line(V, { k: 'moving', t: 2004, op: moving, birth: 'b1', from: 'k1', key: 'k2' });
    history.line(V, { k: 'moved', t: 2006, op: moving, birth: 'b1', from: 'k1', key: 'k2' });
    history.dump('redis', 60_000, [
      ['k2', 'b1', [1, 2]],
      ['k1', 'b1', [1]],
    ]);
    const { births, afterlife } = judge(history.trial());
    expect(births).toMatchObject([{ class: 'intact', lostItems: [] }]);
    expect(afterlife).toEqual({ ...NOTHING, doubled: ['b1'] });
  });
});

describe('overwritten writes', () => {
  /** Two tabs at once, the second of which the store kept; then the receipt, or not. */
  function tabs(end: 'paid' | 'open'): History {
    const history = new History(REDIS);
    history.born('b1', 'k1', 1, 1000);
    history.op({ at: [2000, 2010], key: 'k1', item: 2, birth: 'b1', items: [1] });
    history.op({ at: [2000, 2012], key: 'k1', item: 3, birth: 'b1', items: [1], lane: 1 });
    if (end === 'paid')
      history.op({ at: [3000, 3010], step: 'pay', key: 'k1', item: 4, birth: 'b1', items: [1, 3], receipt: true });
    history.dump('redis', 60_000, [['k1', 'b1', end === 'paid' ? [1, 3, 4] : [1, 3]]]);
    return history;
  }

  it('are counted whatever became of their session', () => {
    const open = judge(tabs('open').trial());
    expect(open.sessions).toMatchObject({ lostUpdate: 1, completed: 0 });
    const paid = judge(tabs('paid').trial());
    expect(paid.sessions).toMatchObject({ lostUpdate: 0, completed: 1 });
    for (const { writes } of [open, paid]) expect(writes).toMatchObject({ lost: 1, overwritten: 1, sessions: 1 });
  });

  it('are none where nothing ran beside them, or a node took the session', () => {
    const alone = new History(REDIS);
    alone.born('b1', 'k1', 1, 1000);
    alone.op({ at: [2000, 2010], key: 'k1', item: 2, birth: 'b1', items: [1] });
    alone.op({ at: [3000, 3010], key: 'k1', item: 3, birth: 'b1', items: [1] });
    alone.dump('redis', 60_000, [['k1', 'b1', [1, 3]]]);
    expect(judge(alone.trial()).writes).toMatchObject({ lost: 1, overwritten: 0, sessions: 1 });
  });
});

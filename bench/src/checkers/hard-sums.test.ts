/** The small stories that break a sum or a prediction unless it follows README.md to the letter. */
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

describe('hard sums', () => {
  it('unnamed, expired and earlier lost births in the journal of the victim are terms of the identity', () => {
    const h = new History({ routing: 'modulo', ttlMs: 1000 });
    h.born('atRisk', 'k1', 1, 1900, { shopper: 1 });
    h.born('expired', 'k2', 2, 0, { shopper: 2 });
    h.born('astray', 'k3', 3, 1800, { shopper: 3 });
    h.op({ at: [1850, 1852], shopper: 3, key: 'k3', given: '', node: W, birth: null });
    h.born('named', 'k4', 4, 1700, { shopper: 4, outcome: 'indeterminate', status: 500 });
    const cut = h.op({ at: [1950, 1960], shopper: 5, step: 'open', item: 5, status: null });
    h.line(V, { k: 'created', t: 1955, op: cut, birth: 'unnamed', key: 'k5' });
    h.born('paid', 'k6', 6, 1500, { shopper: 6 });
    h.op({ at: [1600, 1602], shopper: 6, step: 'pay', key: 'k6', item: 7, birth: 'paid', receipt: true });
    h.event('node-killed', V, [2000, 2001], KILLED);
    const identity = judge(h.trial()).identities.find(({ name }) => name === `held by ${V}`);
    expect(identity).toMatchObject({ holds: true, left: { value: 6 } });
    expect(identity?.detail).toBe('A = 1, C = 1, P = 1, X = 1, E = 1, L = 1, U = 0');
  });

  it('a write sent before the kill and acknowledged after t⁻ is at risk: destroyed = A', () => {
    const h = new History();
    const id = h.op({ at: [0, 12], step: 'open', item: 1, given: 'k', birth: 'b' });
    h.line(V, { k: 'created', t: 9, op: id, birth: 'b', key: 'k' });
    h.event('node-killed', V, [10, 11], KILLED);
    const judgement = judge(h.trial());
    expect(verdict(judgement, 'b')).toMatchObject({ class: 'destroyed' });
    expect(judgement.identities.filter(({ holds }) => !holds)).toEqual([]);
    expect(judgement.predictions.find(({ metric }) => metric === 'destroyed')).toMatchObject({
      measured: 1,
      expected: { exact: 1 },
    });
  });

  it('an operation sent before the scale-out and routed after it is in M', () => {
    const h = new History({ routing: 'modulo' });
    h.born('b', 'k', 1, 0);
    h.event('server-enabled', 'node-3', [10, 12], { reroutes: true });
    h.op({ at: [9, 14], key: 'k', node: W, birth: null });
    h.dump(V, 50, [['k', 'b', [1]]]);
    const identity = judge(h.trial()).identities.find(({ name }) => name.startsWith('lost by'));
    expect(identity).toMatchObject({ holds: true, left: { value: 1 }, right: { value: 1 } });
    expect(identity?.detail).toContain('M = 1, R = 1, undetected = 0');
  });

  it('redispatch moves a session between the failure and its detection: undetected, a row of its own', () => {
    const h = new History({ routing: 'modulo', nodes: 3 });
    h.event('node-killed', V, [10, 11], KILLED);
    h.born('b', 'k', 1, 12, { node: W });
    h.op({ at: [20, 22], key: 'k', node: 'node-3.1', birth: null });
    h.event('server-down', V, [30, 30], { by: 'balancer', reroutes: true });
    h.dump(W, 50, [['k', 'b', [1]]]);
    const judgement = judge(h.trial());
    expect(verdict(judgement, 'b')).toMatchObject({ class: 'misrouted', undetected: true, event: 1 });
    expect(judgement.sessions.undetected).toBe(1);
    expect(judgement.identities.find(({ name }) => name.startsWith('lost by'))).toMatchObject({
      holds: true,
      detail: 'M = 0, R = 0, undetected = 1, unexercised = 0',
    });
  });

  it('an item executed twice by a retry is no violation, an operation id executed twice is', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    const late = h.op({ at: [11, 20], key: 'k', item: 2, status: 504, balancerMade: true });
    h.op({ at: [21, 23], key: 'k', item: 2, birth: 'b', items: [1], retryOf: late, origin: 'retry' });
    h.line(V, { k: 'op', t: 30, op: late });
    h.dump(V, 50, [['k', 'b', [1, 2]]]);
    expect(judge(h.trial()).executedTwice).toEqual([]);
    h.line(V, { k: 'op', t: 31, op: late });
    const judgement = judge(h.trial());
    expect(judgement.executedTwice).toEqual([late]);
    expect(judgement.identities.find(({ name }) => name.startsWith('no operation'))?.holds).toBe(false);
  });

  it('parallel tabs during the first request orphan a birth without any fault', () => {
    const h = new History();
    h.born('b1', 'k1', 1, 0, { lane: 0 });
    h.born('b2', 'k2', 2, 1, { lane: 1 });
    h.dump(V, 50, [
      ['k1', 'b1', [1]],
      ['k2', 'b2', [2]],
    ]);
    const judgement = judge(h.trial());
    expect(verdict(judgement, 'b1')).toMatchObject({ class: 'orphaned', cause: 'overwritten' });
    expect(judgement.sessions).toMatchObject({ lost: 0, intact: 1, orphaned: { overwritten: 1 } });
  });
});

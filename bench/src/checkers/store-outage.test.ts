/** Theory of a shared store that is frozen, killed and started again. */
import { describe, expect, it } from 'vitest';
import { History } from './builders.js';
import { judge } from './judge.js';
import type { Judgement } from './judgement.js';

const told = ({ predictions }: Judgement) =>
  predictions
    .filter(({ metric }) => metric === 'destroyed')
    .map(({ title, measured, of, expected, agrees }) => [
      title,
      measured,
      of,
      'exact' in expected && expected.exact,
      agrees,
    ]);

/** b1 and b2 before the kill at 10, b3 after the restart at 20. */
function crash(persistence: 'none' | 'aof' | 'rdb', kept: readonly (readonly [string, string, readonly number[]])[]) {
  const h = new History({ store: 'redis', persistence });
  h.event('store-started', 'redis', [-5, -4], { by: 'lab' });
  h.born('b1', 'k1', 1, 0, { shopper: 1 });
  h.born('b2', 'k2', 2, 0, { shopper: 2 });
  h.event('store-killed', 'redis', [10, 11], { loses: ['redis'] });
  h.event('store-started', 'redis', [20, 25]);
  h.born('b3', 'k3', 3, 30, { shopper: 3 });
  h.dump('redis', 50, [...kept, ['k3', 'b3', [3]]]);
  return h;
}

describe('a store that is killed', () => {
  it('and kept nothing has lost all that it held, and nothing of its successor', () => {
    const judgement = judge(crash('none', []).trial());
    expect(told(judgement)).toEqual([['redis killed', 2, 2, 2, true]]);
    // The restart of an empty store puts nobody at risk.
    expect(judgement.sessions).toMatchObject({ atRisk: 2, destroyed: 2, intact: 1 });
  });

  it('contradicts theory where something is left', () => {
    expect(told(judge(crash('none', [['k1', 'b1', [1]]]).trial()))).toEqual([['redis killed', 1, 2, 2, false]]);
  });

  it('had no snapshot within its first minute: all is gone, and the next start shows it', () => {
    expect(told(judge(crash('rdb', []).trial()))).toEqual([['redis killed', 2, 2, 2, true]]);
  });

  it('may have had one later: no theory says how much it has', () => {
    const h = crash('rdb', []);
    h.event('store-killed', 'redis', [70_000, 70_001], { loses: ['redis'] });
    h.event('store-started', 'redis', [70_010, 70_020]);
    expect(told(judge(h.trial())).map(([title]) => title)).toEqual(['redis killed']);
  });

  it('and wrote all down has no theory, and loses nothing', () => {
    const kept = [
      ['k1', 'b1', [1]],
      ['k2', 'b2', [2]],
    ] as const;
    const judgement = judge(crash('aof', kept).trial());
    expect(told(judgement)).toEqual([]);
    expect(judgement.sessions).toMatchObject({ lost: 0, stale: 0, intact: 3 });
  });

  it('names beside theory those whose save was under way and wrote nothing anew', () => {
    const h = crash('none', []);
    h.op({ at: [9, 40], shopper: 1, key: 'k1', status: 503, item: 4 });
    const judgement = judge(h.trial());
    expect(told(judgement)).toEqual([['redis killed', 1, 1, 1, true]]);
    expect(judgement.predictions.map(({ underWay }) => underWay)).toEqual([1]);
    expect(judgement.sessions).toMatchObject({ lost: 2 });
  });

  /** Shopper 1 is refused while the store is away, and starts over before it is back. */
  function startedOver(persistence: 'none' | 'aof' | 'rdb', kept: Parameters<typeof crash>[1]) {
    const h = crash(persistence, kept);
    h.op({ at: [12, 13], shopper: 1, key: 'k1', status: 503, outcome: 'fail' });
    h.startOver(14);
    return judge(h.trial());
  }

  it.each(['none', 'rdb', 'aof'] as const)('took the session of whoever starts over before it is back: %s', (kept) => {
    const { births, sessions } = startedOver(kept, [['k2', 'b2', [2]]]);
    expect([...births].map((birth) => birth.class)).toEqual(['destroyed', 'intact', 'intact']);
    expect(sessions).toMatchObject({ atRisk: 2, lost: 1, orphaned: { dropped: 0 } });
    expect([...births][0]).toMatchObject({ event: 2, atUs: 10_000 });
  });

  it.each(['rdb', 'aof'] as const)('did not take it where its file has it: then the shopper dropped it, %s', (kept) => {
    const { births, sessions } = startedOver(kept, [
      ['k1', 'b1', [1]],
      ['k2', 'b2', [2]],
    ]);
    expect([...births].map((birth) => birth.class)).toEqual(['orphaned', 'intact', 'intact']);
    expect(sessions).toMatchObject({ atRisk: 2, lost: 0, orphaned: { dropped: 1 } });
  });

  it('has its file read by nobody: whether it took the session of who started over, nobody can tell', () => {
    const h = new History({ store: 'redis', persistence: 'aof' });
    h.born('b1', 'k1', 1, 0);
    h.event('store-killed', 'redis', [10, 11], { loses: ['redis'] });
    h.startOver(14);
    h.dump('redis', 50, null);
    expect(judge(h.trial()).births).toMatchObject([{ class: 'unknown' }]);
  });

  it('is no reason to say anything of a session that a save under way wrote anew', () => {
    const h = crash('none', [['k1', 'b1', [1, 4]]]);
    h.op({ at: [9, 40], shopper: 1, key: 'k1', birth: 'b1', item: 4, items: [1] });
    expect(told(judge(h.trial()))).toEqual([['redis killed', 1, 1, 1, true]]);
  });

  it('takes the codes of hand-offs along: a claim of one of them says nothing of the routing', () => {
    const h = crash('none', []);
    const claim = (at: number, shopper: number, birth?: string) =>
      h.op({
        at: [at, at + 1],
        shopper,
        jar: 1,
        step: 'claim',
        ...(birth === undefined ? { status: 404, outcome: 'fail', node: 'node-1.1' } : { birth, given: 'k3' }),
      });
    h.op({ at: [5, 6], shopper: 1, key: 'k1', step: 'handOff', birth: 'b1', items: [1] });
    claim(30, 1);
    h.op({ at: [33, 34], shopper: 3, key: 'k3', step: 'handOff', birth: 'b3', items: [3] });
    claim(35, 3, 'b3');
    const handOffs = judge(h.trial()).predictions.filter(({ metric }) => metric === 'handoffFailed');
    expect(handOffs).toMatchObject([{ measured: 0, of: 1, expected: { exact: 0 }, agrees: true }]);
  });

  it('takes the blame from the node that was killed before', () => {
    const h = crash('none', []);
    h.event('node-killed', 'node-9.1', [5, 6]);
    expect(told(judge(h.trial()))).toEqual([
      ['node-9.1 killed', 0, 2, 0, true],
      ['redis killed', 2, 2, 2, true],
    ]);
  });
});

describe('a store that is frozen', () => {
  function pause(dumped: boolean): Judgement {
    const h = new History({ store: 'redis' });
    h.born('b1', 'k1', 1, 0);
    h.event('store-paused', 'redis', [10, 11]);
    const lost = h.op({ at: [12, 13], key: 'k1', status: 503, outcome: 'fail' });
    h.event('store-resumed', 'redis', [20, 21]);
    h.dump('redis', 50, dumped ? [['k1', 'b1', [1]]] : []);
    expect(lost).toBe(2);
    return judge(h.trial());
  }

  it('forgets nothing, and its refusals close the sum', () => {
    const judgement = pause(true);
    expect(told(judgement)).toEqual([['redis frozen', 0, 1, 0, true]]);
    expect(judgement.identities.filter(({ holds }) => !holds)).toEqual([]);
  });

  it('contradicts theory where something is gone', () => {
    expect(told(pause(false))).toEqual([['redis frozen', 1, 1, 0, false]]);
  });

  it('lets what is unanswered run until it is resumed: it may still have been touched', () => {
    const h = new History({ store: 'redis', ttlMs: 30_000 });
    h.born('b1', 'k1', 1, 0);
    h.event('store-paused', 'redis', [10, 11]);
    h.op({ at: [12, 13], key: 'k1', status: null });
    h.event('store-resumed', 'redis', [40_000, 40_001]);
    h.event('store-killed', 'redis', [50_000, 50_001], { loses: ['redis'] });
    h.dump('redis', 80_000, []);
    // Without the pause it would surely have expired before the kill.
    expect(judge(h.trial()).births).toMatchObject([{ class: 'unknown', reason: 'may have expired' }]);
  });
});

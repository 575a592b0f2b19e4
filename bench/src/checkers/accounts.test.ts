/** Payments, hand-offs and theory: what a judgement says beside the births. */
import { describe, expect, it } from 'vitest';
import type { Routing } from '../scenario/scenario.js';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { Identity, Judgement, Prediction } from './judgement.js';
import { movedShare } from './predictions.js';

function identityOf(judgement: Judgement, name: string): Identity {
  const found = judgement.identities.find((identity) => identity.name === name);
  if (found === undefined) throw new Error(`no identity "${name}"`);
  return found;
}
function predictionOf(judgement: Judgement, metric: Prediction['metric']): Prediction | undefined {
  return judgement.predictions.find((prediction) => prediction.metric === metric);
}

describe('checkouts', () => {
  const charge = (shopper: number, key: string, op: number) => {
    return { t: 0, key, account: `shopper-${shopper}`, op, amountCents: 999 };
  };

  it('count who paid without a receipt and who paid twice, and name them in the sum', () => {
    const h = new History();
    h.born('b1', 'k1', 1, 0, { shopper: 1 });
    const paid = h.op({ at: [10, 12], shopper: 1, step: 'pay', key: 'k1', item: 2, birth: 'b1', receipt: true });
    h.born('b2', 'k2', 3, 0, { shopper: 2 });
    const cut = h.op({ at: [10, 12], shopper: 2, step: 'pay', key: 'k2', item: 4, status: null });
    h.born('b3', 'k3', 5, 20, { shopper: 3 });
    const first = h.op({ at: [30, 32], shopper: 3, step: 'pay', key: 'k3', item: 6, status: null });
    h.born('b4', 'k4', 7, 40, { shopper: 3, epoch: 1 });
    const again = h.op({ at: [50, 52], shopper: 3, step: 'pay', key: 'k4', item: 8, birth: 'b4', receipt: true });
    h.born('b5', 'k5', 9, 60, { shopper: 4 });
    for (const [shopper, key, op] of [
      [1, 'i1', paid],
      [2, 'i2', cut],
      [3, 'i3', first],
      [3, 'i4', again],
    ] as const) {
      h.charge(charge(shopper, key, op));
    }
    const judgement = judge(h.trial());
    expect(judgement.checkouts).toEqual({ completed: 2, abandoned: 2, chargedUnconfirmed: 1, chargedTwice: 1 });
    expect(identityOf(judgement, 'payments')).toMatchObject({
      holds: true,
      left: { value: 4 },
      right: { value: 4 },
      detail: 'acknowledged = 2, charged, unanswered = 2: shopper-2 shopper-3, unexplained: none',
    });
  });

  it('do not close when a charge has no receipt and no unanswered pay request, or a receipt no charge', () => {
    const charged = new History();
    charged.born('b', 'k', 1, 0);
    charged.charge(charge(1, 'i', 1));
    const receipted = new History();
    receipted.born('b', 'k', 1, 0);
    receipted.op({ at: [10, 12], step: 'pay', key: 'k', item: 2, birth: 'b', receipt: true });
    expect([charged, receipted].map((h) => identityOf(judge(h.trial()), 'payments').holds)).toEqual([false, false]);
  });

  it('are null without a ledger', () => {
    const judgement = judge({ ...new History().trial(), ledger: null });
    expect(judgement.checkouts).toBeNull();
    expect(judgement.doubts).toContain('the gateway could not be asked for its ledger');
  });
});

it('says what a dump could not read, and counts it as not there', () => {
  const h = new History();
  h.born('b', 'k', 1, 0);
  h.dump('redis', 50, []);
  const trial = h.trial();
  const doubtsWith = (...unreadable: readonly string[]): readonly string[] =>
    judge({ ...trial, dumps: trial.dumps.map((dump) => ({ ...dump, unreadable })) }).doubts;
  const keys = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'];
  expect(doubtsWith('k')).toContain('redis has a text that is no session, and counts as not there: k');
  expect(doubtsWith(...keys)).toContain(
    'redis has 6 texts that are no sessions, and count as not there: k1 k2 k3 k4 k5',
  );
  expect(doubtsWith()).toEqual(judge(trial).doubts);
});

describe('theory', () => {
  it.each<[Routing, number, number, number, string]>([
    ['modulo', 3, 4, 3 / 4, 'n/(n+1) when a node comes'],
    ['modulo', 1, 2, 1 / 2, 'one half from 1 to 2'],
    ['modulo', 4, 3, 2 / 3, '(n−2)/(n−1) of the survivors when one of n dies: with the dead share 3/4 in all'],
    ['consistent', 3, 4, 1 / 4, '1/(n+1) when a node comes'],
    ['consistent', 1, 2, 1 / 2, 'one half from 1 to 2'],
    ['consistent', 4, 3, 0, 'no survivor when one dies'],
    ['cookie', 3, 4, 0, 'none ever'],
  ])('%s %i → %i: %f, %s', (routing, before, after, share) => {
    expect(movedShare(routing, before, after)).toBeCloseTo(share, 12);
  });

  it('agrees with the map-based hash itself, over all residues', () => {
    for (const [before, after] of [
      [3, 4],
      [4, 3],
      [5, 4],
    ] as const) {
      const servers = [0, 1, 2, 3, 4].slice(0, before);
      const left = after > before ? [...servers, before] : servers.slice(1);
      const survivors = Array.from({ length: before * after * 60 }, (_, hash) => hash).filter((hash) =>
        left.includes(servers[hash % before] ?? -1),
      );
      const moved = survivors.filter((hash) => servers[hash % before] !== left[hash % after]);
      expect(moved.length / survivors.length).toBeCloseTo(movedShare('modulo', before, after), 12);
    }
  });

  it('of a scale-out under modulo: M of R inside the exact region around n/(n+1)', () => {
    const h = new History({ routing: 'modulo', nodes: 3 });
    for (let shopper = 1; shopper <= 40; shopper += 1) {
      h.born(`b${shopper}`, `k${shopper}`, shopper, shopper, { shopper });
      const stays = shopper % 4 === 0;
      h.op({ at: [200, 202], shopper, key: `k${shopper}`, node: stays ? V : W, birth: stays ? `b${shopper}` : null });
    }
    h.event('server-enabled', 'node-4', [100, 101], { reroutes: true });
    const all = Array.from({ length: 40 }, (_, i) => [`k${i + 1}`, `b${i + 1}`, [i + 1]] as const);
    h.dump(V, 300, all);
    const judgement = judge(h.trial());
    expect(predictionOf(judgement, 'misrouted')).toMatchObject({
      title: 'node-4 enabled',
      measured: 30,
      of: 40,
      expected: { share: 0.75, low: 23, high: 36 },
      agrees: true,
    });
    expect(identityOf(judgement, 'lost by server-enabled node-4').holds).toBe(true);
    expect(judgement.sessions).toMatchObject({ atRisk: 40, misrouted: 30, lost: 30 });
  });

  it('of a hand-off: (n − 1)/n in memory, none with a shared store', () => {
    const claims = (store: 'memory' | 'redis') => {
      const h = new History({ store, nodes: 4 });
      for (let shopper = 1; shopper <= 40; shopper += 1) {
        const refused = store === 'memory' && shopper % 4 !== 0;
        h.op({ at: [1, 2], shopper, jar: 1, step: 'claim', birth: null, status: refused ? 404 : 200 });
      }
      return judge(h.trial());
    };
    const memory = claims('memory');
    expect(memory.sessions.handoffFailed).toBe(30);
    expect(predictionOf(memory, 'handoffFailed')).toMatchObject({ measured: 30, of: 40, agrees: true });
    expect(predictionOf(memory, 'handoffFailed')?.expected).toMatchObject({ share: 0.75 });
    expect(predictionOf(claims('redis'), 'handoffFailed')).toMatchObject({ measured: 0, expected: { exact: 0 } });
  });

  it('of a kill with a shared store: nothing is destroyed', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.event('node-killed', V, [10, 11]);
    h.dump('redis', 50, [['k', 'b', [1]]]);
    expect(predictionOf(judge(h.trial()), 'destroyed')).toMatchObject({
      title: `${V} killed`,
      measured: 0,
      of: 1,
      expected: { exact: 0 },
      agrees: true,
    });
  });

  it('of memory behind round-robin without a fault: nearly everybody is misrouted', () => {
    const h = new History({ routing: 'round-robin', nodes: 2 });
    for (let shopper = 1; shopper <= 20; shopper += 1) {
      h.born(`b${shopper}`, `k${shopper}`, shopper, shopper, { shopper });
      h.op({ at: [100, 102], shopper, key: `k${shopper}`, birth: `b${shopper}`, items: [shopper] });
      h.op({ at: [110, 112], shopper, key: `k${shopper}`, given: '', node: W, birth: null });
    }
    h.dump(
      V,
      200,
      Array.from({ length: 20 }, (_, i) => [`k${i + 1}`, `b${i + 1}`, [i + 1]] as const),
    );
    expect(predictionOf(judge(h.trial()), 'misrouted')).toMatchObject({ measured: 20, of: 20, agrees: true });
  });

  it('of a trial without a fault: nothing is lost', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.dump(V, 50, [['k', 'b', [1]]]);
    const { predictions, identities } = judge(h.trial());
    expect(predictions.map(({ metric, measured, agrees }) => [metric, measured, agrees])).toEqual([
      ['destroyed', 0, true],
      ['misrouted', 0, true],
    ]);
    expect(identities.filter(({ holds }) => !holds)).toEqual([]);
  });
});

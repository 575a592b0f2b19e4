/** Sums of operations: each side is somebody else's count, and what differs has a reason and a name. */
import { describe, expect, it } from 'vitest';
import type { BalancerCounters } from '../history/records.js';
import { History, V, W } from './builders.js';
import { classIdentity } from './class-identity.js';
import { judge } from './judge.js';
import type { Identity, Judgement } from './judgement.js';
import { indexTrial } from './trial-index.js';

function identityOf({ identities }: Judgement, name: string): Identity {
  const found = identities.find((identity) => identity.name === name);
  if (found === undefined) throw new Error(`no identity "${name}"`);
  return found;
}
const namesOf = ({ identities }: Judgement) => identities.map(({ name }) => name);
const balancer = (requests: number, ownAnswers: number): { balancer: BalancerCounters } => ({
  balancer: { requests, ownAnswers, servers: {} },
});

describe('planned operations', () => {
  function story() {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], key: 'k', birth: 'b', items: [1], origin: 'restart' });
    h.skip(99, 'cut-off');
    h.end({});
    return h.trial();
  }

  it("are the plan's own count = sent + skipped, restarts apart", () => {
    expect(identityOf(judge(story()), 'planned operations')).toMatchObject({
      holds: true,
      left: { value: 2 },
      right: { value: 2 },
    });
  });

  it('do not close when one is neither sent nor skipped, nor when another one is recorded twice for it', () => {
    const trial = story();
    const header = { ...trial.header, plannedOperations: 3 };
    const missing = identityOf(judge({ ...trial, header }), 'planned operations');
    const masked = identityOf(
      judge({ ...trial, header, skips: [...trial.skips, ...trial.skips] }),
      'planned operations',
    );
    expect(missing).toMatchObject({ holds: false, left: { value: 3 }, right: { value: 2 } });
    expect(masked).toMatchObject({ holds: false, left: { value: 3 }, right: { value: 3 } });
    expect(masked.detail).toContain('recorded twice = 1 (99)');
  });

  it('have no side to compare in a trial that was cut short, nor in a history without the count', () => {
    const trial = story();
    const { plannedOperations: _, ...older } = trial.header;
    expect(namesOf(judge({ ...trial, end: null }))).not.toContain('planned operations');
    expect(namesOf(judge({ ...trial, header: older as typeof trial.header }))).not.toContain('planned operations');
  });
});

describe('outcomes', () => {
  function story(sent: number) {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.op({ at: [10, 12], key: 'k', status: null, error: 'closed' });
    h.op({ at: [50, 52], key: 'k', birth: 'b', items: [1], origin: 'final' });
    h.end({ generator: { sent, cpuSeconds: 0 } });
    return judge(h.trial());
  }

  it("are what the generator counted as sent, final reads apart, and name each outcome's share", () => {
    expect(identityOf(story(2), 'outcomes')).toMatchObject({
      holds: true,
      detail: 'ok = 1, fail = 0, indeterminate = 1',
    });
  });

  it('do not close when an operation that was sent left no record', () => {
    expect(identityOf(story(3), 'outcomes')).toMatchObject({ holds: false, left: { value: 3 }, right: { value: 2 } });
  });

  it("are left out without the generator's count", () => {
    const h = new History();
    h.end({});
    expect(namesOf(judge(h.trial()))).not.toContain('outcomes');
  });
});

describe("the balancer's counters", () => {
  function story(counters: Parameters<History['end']>[0], killed = true) {
    const h = new History();
    h.born('b', 'k', 1, 0);
    if (killed) h.event('node-killed', W, [5, 6], { loses: [W] });
    h.op({ at: [10, 12], key: 'k', status: 503, balancerMade: true });
    h.op({ at: [20, 22], key: 'k', status: null, error: 'refused', outcome: 'fail' });
    h.op({ at: [25, 27], key: 'k', status: null, error: 'unconnected', outcome: 'fail' });
    h.op({ at: [30, 32], key: 'k', status: null, error: 'timeout' });
    h.op({ at: [50, 52], key: 'k', birth: 'b', items: [1], origin: 'final' });
    h.end(counters);
    return judge(h.trial());
  }
  const holds = (judgement: Judgement) =>
    ['requests at the balancer', "balancer's own answers"].map((name) => identityOf(judgement, name).holds);

  it('are the operations that were sent but never connected apart, and those that it answered itself', () => {
    expect(holds(story(balancer(3, 1)))).toEqual([true, true]);
    expect(holds(story(balancer(3, 1), false))).toEqual([true, true]);
  });

  it('may differ by operations without an answer, which are named, where a fault explains it', () => {
    const lost = story(balancer(2, 2));
    expect(holds(lost)).toEqual([true, true]);
    for (const name of ['requests at the balancer', "balancer's own answers"]) {
      expect(identityOf(lost, name).detail).toContain('= 1, of those without an answer: 5');
    }
    expect(holds(story(balancer(2, 2), false))).toEqual([false, false]);
  });

  it('may not differ by more than these, nor the other way', () => {
    expect(holds(story(balancer(1, 3)))).toEqual([false, false]);
    expect(holds(story(balancer(4, 0)))).toEqual([false, false]);
  });

  it('are left out where it could not be asked', () => {
    expect(namesOf(story({}))).not.toContain('requests at the balancer');
  });
});

describe('operations executed', () => {
  it('close over those that a fault cut, kept from connecting, or made a stopping node refuse, by name', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-stopping', V, [5, 5]);
    const refused = h.op({ at: [10, 12], key: 'k', status: 503, outcome: 'fail' });
    h.op({ at: [20, 22], key: 'k', status: 503, balancerMade: true });
    const unsent = h.op({ at: [30, 32], key: 'k', status: null, error: 'refused', outcome: 'fail' });
    const cut = h.op({ at: [40, 42], key: 'k', status: null, error: 'closed' });
    const executed = identityOf(judge(h.trial()), 'operations executed');
    expect(executed).toMatchObject({ holds: true, left: { value: 5 }, right: { value: 5 } });
    expect(executed.detail).toContain("in the journals = 1, balancer's own = 1");
    expect(executed.detail).toContain(`never connected = 1 (${unsent}), cut = 1 (${cut})`);
    expect(executed.detail).toContain(`answered, not executed = 1 (${refused})`);
  });

  it.each([
    ['cut', { status: null, error: 'closed' }],
    ['never connected', { status: null, error: 'refused', outcome: 'fail' }],
    ['refused by a node', { status: 503, outcome: 'fail' }],
    ['refused as a mistake of the sender', { status: 400, outcome: 'fail' }],
  ] as const)('do not close over one that was %s without a fault, or before it', (_, story) => {
    for (const fault of [false, true]) {
      const h = new History();
      h.born('b', 'k', 1, 0);
      const id = h.op({ at: [10, 12], key: 'k', ...story });
      if (fault) h.event('node-stopping', V, [20, 20]);
      const executed = identityOf(judge(h.trial()), 'operations executed');
      expect(executed.holds).toBe(false);
      expect(executed.detail).toContain(`unexplained = 1 (${id})`);
    }
  });

  it('do not close over a refusal by a node that was not the one that was stopping', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    h.event('node-stopping', W, [5, 5]);
    h.op({ at: [10, 12], key: 'k', status: 503, outcome: 'fail' });
    expect(identityOf(judge(h.trial()), 'operations executed').holds).toBe(false);
  });

  it('close over a refusal while the store is away', () => {
    const h = new History({ store: 'redis' });
    h.born('b', 'k', 1, 0);
    h.event('store-killed', 'redis', [5, 6], { loses: ['redis'] });
    h.op({ at: [10, 12], key: 'k', status: 503, outcome: 'fail' });
    expect(identityOf(judge(h.trial()), 'operations executed').holds).toBe(true);
  });

  it('do not close when a node answered what no journal has, though a journal has as many that nobody sent', () => {
    const h = new History();
    h.born('b', 'k', 1, 0);
    const trial = h.trial();
    const journals = [{ incarnation: V, entries: [{ k: 'op', t: 0, op: 77 }] }] as const;
    const executed = identityOf(judge({ ...trial, journals }), 'operations executed');
    expect(executed).toMatchObject({ holds: false, left: { value: 1 }, right: { value: 1 } });
  });
});

describe('classes', () => {
  const h = new History();
  h.born('b1', 'k1', 1, 0);
  h.born('b2', 'k2', 2, 0, { shopper: 2 });
  // A stranger is answered with b3, which nobody's item is known of.
  h.line(V, { k: 'created', t: 5, op: 1, birth: 'b3', key: 'k3' });
  h.op({ at: [10, 12], shopper: 2, birth: 'b3', items: [1] });
  const trial = h.trial();
  const births = [...judge(trial).births];

  it('sum up to the births that answers name with an item, leaked ones without a known write apart', () => {
    expect(births.map(({ birth }) => birth).sort()).toEqual(['b1', 'b2', 'b3']);
    expect(classIdentity(indexTrial(trial), births)).toMatchObject({
      holds: true,
      left: { value: 2 },
      right: { value: 2 },
    });
  });

  it('do not sum up when a birth is in none, or in another one’s place, or in two', () => {
    const [b1, b2] = ['b1', 'b2'].map((name) => births.filter(({ birth }) => birth === name));
    const wrong = [b1, [...(b1 ?? []), ...(b1 ?? [])], [...births, ...(b2 ?? [])]];
    expect(wrong.map((verdicts = []) => classIdentity(indexTrial(trial), verdicts).holds)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

/** Experiments that show nothing must not pass, and what was not counted must not fail. */
import type { Step } from '@session-lab/checkout/protocol';
import { describe, expect, it } from 'vitest';
import { History, V } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import type { Judgement } from '../checkers/judgement.js';
import type { TrialRecord } from '../history/trial.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Findings } from './findings.js';
import { runFindings } from './run.js';
import { END } from './trial.fixture.js';

/** Everybody whom the story tells of has one acknowledged item, and keeps it. */
function told(story: (history: History) => void): TrialRecord {
  const history = new History();
  history.born('b1', 'k1', 1, 1000);
  story(history);
  history.dump(V, 60_000, [['k1', 'b1', [1]]]);
  return { ...history.trial(), end: END };
}

function found(
  trial: TrialRecord,
  expectLost?: number,
  change: (judgement: Judgement) => Partial<Judgement> = () => ({}),
): Findings {
  const { name } = trial.header.design;
  const expected: Scenario['expect'] = expectLost === undefined ? {} : { [name]: { lost: expectLost } };
  const { header } = trial;
  const asked = { ...trial, header: { ...header, scenario: { ...header.scenario, expect: expected } } };
  const check = (of: TrialRecord): Judgement => ({ ...judge(of), ...change(judge(of)) });
  return runFindings({ lab: '0.1.0', seed: 1, blocks: 1, trials: [asked] }, () => [], check);
}

/** The plan had these steps, and the load ended before they were sent. */
function withUnsent(trial: TrialRecord, steps: readonly Step[]): TrialRecord {
  const skips = steps.map((step, i) => ({
    kind: 'skip' as const,
    t: 60_000_000,
    id: 900 + i,
    origin: 'planned' as const,
    shopper: 1,
    step,
    intendedUs: 59_000_000,
    reason: 'cut-off' as const,
  }));
  const plannedOperations = trial.header.plannedOperations + skips.length;
  return { ...trial, header: { ...trial.header, plannedOperations }, skips: [...trial.skips, ...skips] };
}

describe('an experiment in which some kind of operation never succeeds is unknown', () => {
  it('where the gateway was down from the start', () => {
    const trial = told((history) => {
      for (let i = 0; i < 3; i += 1) {
        const at = 2000 + 1000 * i;
        const op = history.op({ at: [at, at + 20], key: 'k1', step: 'pay', item: 2 + i, status: 502 });
        history.line(V, { k: 'op', t: at, op });
      }
    });
    const story = found(trial, 0).scenarios['story'];
    expect(story?.verdict).toBe('unknown');
    expect(story?.verdictReasons.join()).toContain('no operation of this kind ever succeeded: pay');
  });

  it('where nothing was planned, as at rate 0', () => {
    const trial: TrialRecord = { ...new History().trial(), end: END };
    const findings = found(trial, 0);
    expect(findings.scenarios['story']).toMatchObject({
      verdict: 'unknown',
      verdictReasons: [
        'stateful-cookie: nothing was sent, as nothing was planned: the rate, or the duration, is too low',
      ],
    });
    // As it is written to findings.json: no figure has become NaN.
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  });

  it('where the load was too short for one journey', () => {
    const trial = withUnsent(
      told(() => {}),
      ['plan', 'review', 'pay', 'receipt'],
    );
    const story = found(trial, 0).scenarios['story'];
    expect(story?.verdict).toBe('unknown');
    expect(story?.verdictReasons).toEqual([
      'stateful-cookie: 4 of 5 planned requests were not sent before the load ended: what they would have met is unknown',
      'no operation of this kind ever succeeded in any design: plan, review, pay, receipt',
    ]);
  });
});

describe('where not every planned request was sent', () => {
  const overloaded = withUnsent(
    told((history) => {
      history.op({ at: [2000, 2020], key: 'k1', birth: 'b1', items: [1], step: 'browse' });
    }),
    ['browse'],
  );

  it('counts are unknown, in the first lines too, and an expectation neither holds nor fails', () => {
    for (const expectLost of [0, 7]) {
      const findings = found(overloaded, expectLost);
      const words = '1 of 3 planned requests were not sent before the load ended';
      expect(findings.scenarios['story']).toMatchObject({
        verdict: 'unknown',
        countsUnknown: [`${words} (stateful-cookie, block 0)`],
        designs: { 'stateful-cookie': { requests: { planned: 3, skipped: 1, unsent: 1 } } },
        expectations: [{ verdict: 'unknown', measured: 0 }],
      });
      expect(findings.caveats[0]).toBe(`story: counts unknown: ${words} (stateful-cookie, block 0)`);
      expect(Object.keys(findings).slice(0, 2)).toEqual(['version', 'caveats']);
    }
  });

  it('neither a sum nor an exact theory can be broken, but a leak and a doubled execution stay failures', () => {
    const sum = {
      name: 'sum',
      left: { label: 'a', value: 1 },
      right: { label: 'b', value: 2 },
      holds: false,
      detail: '',
    };
    expect(found(overloaded, 0, () => ({ identities: [sum] })).scenarios['story']?.verdict).toBe('unknown');
    expect(found(overloaded, 0, () => ({ executedTwice: [7] })).scenarios['story']?.verdict).toBe('fail');
    const leaking = found(overloaded, 0, ({ sessions }) => ({ sessions: { ...sessions, leaked: 1 } }));
    expect(leaking.scenarios['story']?.verdict).toBe('fail');
  });

  it('is said once over many blocks, of three of them with figures', () => {
    const blocks = [1, 2, 3, 4, 5].map((block) => ({ ...overloaded, header: { ...overloaded.header, block } }));
    const { scenarios } = runFindings({ lab: '0.1.0', seed: 1, blocks: 5, trials: blocks }, () => [], judge);
    const one = '1 of 3 planned requests were not sent before the load ended';
    expect(scenarios['story']?.verdictReasons[0]).toBe(
      `stateful-cookie: ${one}; ${one}; ${one}; and 2 more: what they would have met is unknown`,
    );
    expect(scenarios['story']?.countsUnknown).toHaveLength(5);
    const reasons = scenarios['story']?.verdictReasons ?? [];
    expect(reasons).toEqual([...new Set(reasons)]);
  });

  it('says nothing of that kind of what a shopper skipped on purpose', () => {
    const trial = told((history) => {
      history.op({ at: [2000, 2020], key: 'k1', birth: 'b1', items: [1], step: 'browse' });
      history.skip(90, 'gave-up');
    });
    expect(found(trial, 0).scenarios['story']).toMatchObject({ verdict: 'pass', countsUnknown: [] });
    expect(found(trial, 0).caveats).toEqual([]);
  });
});

describe('an acknowledged write that no dump has', () => {
  const missing = told((history) => {
    history.op({ at: [2000, 2020], key: 'k1', item: 2, birth: 'b1', items: [1, 2] });
  });

  it('is a failure where nothing happened to the cluster, whatever the scenario expects', () => {
    const story = found(missing, 0).scenarios['story'];
    expect(story?.verdict).toBe('fail');
    expect(story?.verdictReasons[0]).toBe(
      'stateful-cookie: 1 of 2 acknowledged writes are missing without a fault (stale sessions: 1)',
    );
  });

  it('is a finding where something may have taken it', () => {
    const { header } = missing;
    const faults: Scenario['faults'] = [{ fault: 'node-pause', atMs: 1000, node: 1, forMs: 100 }];
    const faulted = { ...missing, header: { ...header, scenario: { ...header.scenario, faults } } };
    const reasons = found(faulted).scenarios['story']?.verdictReasons.join();
    expect(reasons).not.toContain('without a fault');
  });
});

it('is unknown where the designs of a block ran different plans', () => {
  const trial = told(() => {});
  const another = { ...trial.header.design, name: 'another' };
  const scenario = { ...trial.header.scenario, designs: [trial.header.design, another] };
  const plans = (first: string, second: string) =>
    runFindings(
      {
        lab: '0.1.0',
        seed: 1,
        blocks: 1,
        trials: [
          { ...trial, header: { ...trial.header, scenario, planHash: first } },
          { ...trial, header: { ...trial.header, scenario, design: another, planHash: second } },
        ],
      },
      () => [],
      judge,
    ).scenarios['story'];
  expect(plans('0123456789', 'abcdef0123')).toMatchObject({
    verdict: 'unknown',
    verdictReasons: ['block 0: another ran plan abcdef01, expected 01234567 as the others'],
  });
  expect(plans('0123456789', '0123456789')?.verdict).toBe('pass');
});

describe('a block whose latency is void', () => {
  it('has its counts, and null for every figure of latency, with the reason', () => {
    const trial = told((history) => {
      for (let i = 0; i < 1500; i += 1) {
        history.op({ at: [2000 + 10 * i, 2005 + 10 * i], key: 'k1', birth: 'b1', items: [1], step: 'browse' });
      }
    });
    const late = [...trial.operations].map((operation) => ({ ...operation, readyUs: operation.sentUs - 40_000 }));
    const [good, bad] = [found(trial, 0), found({ ...trial, operations: late }, 0)];
    const [ofGood, ofBad] = [good, bad].map(({ scenarios }) => scenarios['story']?.designs['stateful-cookie']);
    expect(ofGood?.latencyMs.before.response).toMatchObject({ count: 1501 });
    expect(ofGood?.latencyMs.before.response.p99).not.toBeNull();
    const reason = 'the load generator was late (stateful-cookie: lag p99 40.0 ms, bound 10 ms; max 40 ms)';
    expect(bad.caveats).toEqual([`story: latency void: ${reason}`]);
    expect(bad.scenarios['story']).toMatchObject({ verdict: 'pass', latencyVoid: [{ block: 0, reason }] });
    expect(ofBad?.latencyMs.before.response).toEqual({
      p50: null,
      p95: null,
      p99: null,
      p999: null,
      max: null,
      count: 0,
    });
    expect(ofBad?.okWithin.before).toEqual({ '100ms': null, '300ms': null, '1000ms': null });
    expect(ofBad?.percentileCurve).toEqual([]);
    expect(ofBad?.reasons).toMatchObject({ latencyMs: `void: ${reason}`, okWithin: `void: ${reason}` });
    expect(ofBad?.timeline.every(({ responseP50Ms }) => responseP50Ms === null)).toBe(true);
    for (const kept of ['sessions', 'requests', 'checkouts', 'writes'] as const) {
      expect(ofBad?.[kept]).toEqual(ofGood?.[kept]);
    }
    expect(ofBad?.generatorLagMs.p99).toBeGreaterThan(39);
  });
});

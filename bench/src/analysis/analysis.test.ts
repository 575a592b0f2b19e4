import { describe, expect, it } from 'vitest';
import { History, headerOf, V, W } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import type { Judgement, Prediction } from '../checkers/judgement.js';
import type { TrialRecord } from '../history/trial.js';
import { DESIGNS } from '../scenario/designs.js';
import type { Scenario } from '../scenario/scenario.js';
import { FINDINGS_VERSION, findingsSchema } from './findings.js';
import { detectionSeconds, recoverySeconds } from './recovery.js';
import { countRequests } from './requests.js';
import { scenarioFindings } from './scenario.js';
import { timelineOf } from './timeline.js';
import { END } from './trial.fixture.js';
import { windowAt, windowsOf } from './windows.js';

const base = headerOf({}).scenario;

/** One shopper whose node dies at 10 s, told to the end. */
function killed(): TrialRecord {
  const history = new History();
  history.born('b1', 'k1', 1, 1000);
  history.op({ at: [2000, 2030], key: 'k1', birth: 'b1', items: [1] });
  history.op({ at: [3000, 3250], key: 'k1', birth: 'b1', items: [1], item: 2, step: 'plan' });
  history.event('node-killed', V, [10_000, 10_020], { loses: [V] });
  history.event('server-down', V, [10_500, 10_550], { by: 'balancer', fault: null, reroutes: true });
  history.op({ at: [11_000, 11_040], key: 'k1', birth: null, node: W, given: '' });
  history.skip(90, 'gave-up');
  history.dump(W, 60_000, []);
  return { ...history.trial(), end: END };
}

const scenario: Scenario = { ...base, faults: [{ fault: 'node-kill', atMs: 10_000, node: 1 }], settleMs: 2000 };
const findingsOf = (trial: TrialRecord, of: Scenario = scenario, check: (trial: TrialRecord) => Judgement = judge) =>
  scenarioFindings(
    { scenario: { ...of, designs: [trial.header.design] }, faults: ['it dies'], trials: [trial], blocks: 1 },
    check,
  );

describe('windows', () => {
  it('are planned: warm-up, before, fault, after', () => {
    const windows = windowsOf({ load: { ...base.load, warmUpMs: 1000 }, faults: scenario.faults, settleMs: 2000 });
    expect(windows).toEqual({ before: [1000, 10_000], fault: [10_000, 12_000], after: [12_000, 60_000] });
    expect([999, 1000, 9999, 10_000, 12_000, 60_000].map((at) => windowAt(windows, at))).toEqual([
      null,
      'before',
      'before',
      'fault',
      'after',
      null,
    ]);
  });

  it('reach to the end of what lasts longest, and not beyond the load', () => {
    const faults = [
      { fault: 'node-pause', atMs: 20_000, node: 1, forMs: 30_000 },
      { fault: 'node-add', atMs: 10_000 },
    ] as const;
    expect(windowsOf({ load: base.load, faults, settleMs: 30_000 })).toEqual({
      before: [0, 10_000],
      fault: [10_000, 60_000],
      after: null,
    });
  });

  it('are one without a fault', () => {
    expect(windowsOf({ load: base.load, faults: [], settleMs: 0 })).toEqual({
      before: [0, 60_000],
      fault: null,
      after: null,
    });
  });
});

describe('requests', () => {
  it('adds up by origin and outcome, final reads apart', () => {
    const history = new History();
    history.op({ at: [30_000, 30_010], birth: null });
    history.op({ at: [30_100, 31_100], status: null, item: 2, origin: 'retry' });
    history.op({ at: [30_200, 30_210], status: 404, origin: 'restart' });
    history.op({ at: [60_000, 60_001], birth: null, origin: 'final', step: 'view' });
    history.skip(70, 'cut-off');
    expect(countRequests([history.trial()])).toMatchObject({
      planned: 2,
      sent: 3,
      restart: 1,
      retry: 1,
      skipped: 1,
      unsent: 0,
      ok: 1,
      failed: 1,
      indeterminate: 1,
    });
  });
});

describe('time line', () => {
  it('puts losses into the second of the loss, and what was planned into that of the intended start', () => {
    const trial = killed();
    const bins = timelineOf(trial, judge(trial).births);
    expect(bins).toHaveLength(60);
    expect(bins[10]).toMatchObject({ destroyed: 1, misrouted: 0 });
    expect(bins[3]).toMatchObject({ planned: 1, ok: 1, nodes: { [V]: 1 } });
    expect(bins[0]).toMatchObject({ planned: 1, ok: 0 });
  });
});

describe('recovery', () => {
  const bins = [1, 1, 0.9, 0.2, 0.9, 0.5, 1, 0.95].map((share, second) => ({
    ...(timelineOf(killed(), [])[0] as ReturnType<typeof timelineOf>[number]),
    second,
    planned: 100,
    ok: share * 100,
  }));
  const windows = { before: [0, 3000], fault: [3000, 4000], after: [4000, 8000] } as const;

  it('lasts to the end of the last second outside the band of those before', () => {
    expect(recoverySeconds(bins, windows, 3.25)).toEqual({ value: 2.75 });
    expect(recoverySeconds(bins.slice(0, 3), windows, 3.25)).toEqual({ value: 0 });
  });

  it('is none without a fault or without a before', () => {
    expect(recoverySeconds(bins, windows, null)).toEqual({ reason: 'no fault was injected' });
    expect(recoverySeconds(bins, { ...windows, before: null }, 3)).toHaveProperty('reason');
  });

  it('tells the time until the balancer noticed, and that it never did', () => {
    const { events } = killed();
    expect(detectionSeconds(events)).toEqual({ value: 0.55 });
    expect(detectionSeconds(events.filter(({ what }) => what !== 'server-down'))).toHaveProperty('reason');
    expect(detectionSeconds([])).toEqual({ reason: 'no node was killed or paused' });
  });
});

describe('findings of a scenario', () => {
  it('are of the published form, with a reason beside every null', () => {
    const found = findingsOf(killed());
    const whole = {
      version: FINDINGS_VERSION,
      caveats: [],
      lab: '0.1.0',
      seed: 1,
      noise: null,
      scenarios: { story: found },
    };
    expect(findingsSchema.parse(whole)).toEqual(whole);
    const [design] = Object.values(found.designs);
    expect(design?.sessions).toMatchObject({ started: 1, atRisk: 1, lost: 1, destroyed: 1 });
    expect(nullsWithoutReason(design, design?.reasons ?? {})).toEqual([]);
    expect(design?.steadiness).toMatchObject([
      { verdict: 'unknown', reason: '0 requests in a slice of the window, 20 needed' },
    ]);
    expect(design?.reasons['timeline.responseP50Ms']).toBe('60 seconds had fewer than 20 ok requests');
  });

  it('say pass when what was expected holds, and fail when it does not', () => {
    const { name } = killed().header.design;
    expect(findingsOf(killed(), { ...scenario, expect: { [name]: { lost: 1, misrouted: 0 } } }).verdict).toBe('pass');
    const failed = findingsOf(killed(), { ...scenario, expect: { [name]: { lost: 0 } } });
    expect(failed.verdict).toBe('fail');
    expect(failed.verdictReasons.join()).toContain('lost is 1, expected 0');
  });

  it('say fail when a sum does not close, an operation was executed twice, or a session leaked', () => {
    const broken = (change: (judgement: Judgement) => Partial<Judgement>) =>
      findingsOf(killed(), scenario, (trial) => ({ ...judge(trial), ...change(judge(trial)) }));
    const wrong = {
      name: 'sum',
      left: { label: 'a', value: 1 },
      right: { label: 'b', value: 2 },
      holds: false,
      detail: '',
    };
    expect(broken(() => ({ identities: [wrong] }))).toMatchObject({
      verdict: 'fail',
      verdictReasons: [expect.stringContaining('the sum does not close')],
    });
    expect(broken(() => ({ executedTwice: [7] }))).toMatchObject({ verdict: 'fail' });
    expect(broken(({ sessions }) => ({ sessions: { ...sessions, leaked: 1 } }))).toMatchObject({ verdict: 'fail' });
  });

  it('say unknown when a checker fails, the trial was cut short, or a kind of operation never succeeded', () => {
    const crashed = findingsOf(killed(), scenario, () => {
      throw new Error('the checker is broken');
    });
    expect(crashed).toMatchObject({
      verdict: 'unknown',
      verdictReasons: [expect.stringContaining('the checker is broken')],
    });
    expect(findingsOf({ ...killed(), end: null })).toMatchObject({ verdict: 'unknown' });
    expect(findingsOf({ ...killed(), end: { ...END, interrupted: true } })).toMatchObject({ verdict: 'unknown' });
    expect(findingsOf({ ...killed(), end: { ...END, quiet: false } })).toMatchObject({ verdict: 'unknown' });
    const history = new History();
    history.born('b1', 'k1', 1, 1000);
    const op = history.op({ at: [2000, 2030], key: 'k1', step: 'pay', item: 2, status: 502 });
    history.line(V, { k: 'op', t: 2000, op });
    history.dump(V, 60_000, [['k1', 'b1', [1]]]);
    const never = findingsOf({ ...history.trial(), end: END }, base);
    expect(never.verdict).toBe('unknown');
    expect(never.verdictReasons.join()).toContain('ever succeeded: pay');
  });

  it('say fail when a count that theory knows exactly is another, and warn when a region is missed', () => {
    const predicted = (expected: Prediction['expected']) =>
      findingsOf(killed(), scenario, (trial) => ({
        ...judge(trial),
        predictions: [
          {
            event: 1,
            title: 'hand-offs',
            metric: 'handoffFailed',
            measured: 2,
            of: 9,
            expected,
            agrees: false,
            basis: '',
          },
        ],
      }));
    expect(predicted({ exact: 0 })).toMatchObject({
      verdict: 'fail',
      verdictReasons: [expect.stringContaining('theory says 0')],
    });
    const missed = predicted({ share: 0.75, low: 4, high: 9 });
    expect(missed.verdict).toBe('pass');
    expect(missed.verdictReasons.join()).toContain('0 of 1 predictions agree');
    expect(missed.warnings.map(({ code }) => code)).toContain('theory-missed');
  });

  it.each(['revived', 'overstayed', 'doubled'] as const)(
    'say fail when a store that promises to end its sessions has %s ones, and warn of another store',
    (kind) => {
      const living = (trial: TrialRecord) => {
        const judgement = judge(trial);
        return { ...judgement, sessions: { ...judgement.sessions, [kind]: 3 } };
      };
      const ours = findingsOf(killed(), scenario, living);
      expect(ours).toMatchObject({ verdict: 'fail', verdictReasons: [expect.stringContaining('3 sessions were')] });
      expect(ours.warnings.map(({ code }) => code)).not.toContain('lives-on');
      const trial = killed();
      const design = { ...DESIGNS.stateful, store: 'memory-naive' } as const;
      const naive = findingsOf({ ...trial, header: { ...trial.header, design } }, scenario, living);
      expect(naive.verdict).toBe('pass');
      expect(naive.warnings.map(({ code }) => code)).toContain('lives-on');
    },
  );

  it('say unknown when a block is missing', () => {
    const trial = killed();
    const found = scenarioFindings(
      { scenario: { ...scenario, designs: [trial.header.design] }, faults: [], trials: [trial], blocks: 2 },
      judge,
    );
    expect(found).toMatchObject({
      verdict: 'unknown',
      verdictReasons: [expect.stringContaining('1 of 2 trials were recorded')],
    });
  });

  it('do not call a sum of a trial that was cut short broken', () => {
    const wrong = {
      name: 'sum',
      left: { label: 'a', value: 1 },
      right: { label: 'b', value: 2 },
      holds: false,
      detail: '',
    };
    const found = findingsOf({ ...killed(), end: null }, scenario, (trial) => ({
      ...judge(trial),
      identities: [wrong],
    }));
    expect(found.verdict).toBe('unknown');
  });

  it('warn of a node that was taken for down although it lived, and of a part that died on its own', () => {
    const history = new History();
    history.born('b1', 'k1', 1, 1000);
    history.event('server-down', W, [5000, 5050], { by: 'balancer', fault: null, reroutes: true });
    history.event('balancer-exited', 'balancer', [6000, 6050], { by: 'lab', fault: null });
    history.dump(V, 60_000, [['k1', 'b1', [1]]]);
    const found = findingsOf({ ...history.trial(), end: END }, base);
    expect(found.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['false-down', 'process-died']));
    expect(found.verdict).toBe('unknown');
  });
});

/** Paths of nulls that `reasons` does not explain, neither themselves nor a part of the path above. */
function nullsWithoutReason(value: unknown, reasons: Record<string, string>, path: readonly string[] = []): string[] {
  if (value === null) {
    const explained = path.some((_, i) => reasons[path.slice(0, i + 1).join('.')] !== undefined);
    const elsewhere = ['timeline', 'nodes', 'steadiness'].includes(path[0] ?? '');
    return explained || elsewhere ? [] : [path.join('.')];
  }
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => nullsWithoutReason(child, reasons, [...path, key]));
}

/** Findings with realistic figures, for tests of reporters: three scenarios, and builders to bend them. */
import type {
  DesignFindings,
  Findings,
  Manifest,
  Percentiles,
  ScenarioFindings,
  TimelineBin,
} from '../analysis/findings.js';

export function samplePercentiles(p50: number, p99: number, overrides: Partial<Percentiles> = {}): Percentiles {
  return { p50, p95: p50 + (p99 - p50) / 3, p99, p999: null, max: p99 * 1.6, count: 1800, ...overrides };
}

const SESSIONS: DesignFindings['sessions'] = {
  started: 812,
  atRisk: 248,
  lost: 0,
  destroyed: 0,
  misrouted: 0,
  returnable: 0,
  undetected: 0,
  stale: 0,
  lostUpdate: 0,
  leaked: 0,
  orphaned: { neverArrived: 0, overwritten: 0, dropped: 0 },
  expired: 0,
  unknown: 0,
  completed: 780,
  intact: 32,
  cutOff: 0,
  handoffFailed: 0,
  indeterminateBirth: 0,
};

export function sampleSessions(overrides: Partial<DesignFindings['sessions']>): DesignFindings['sessions'] {
  return { ...SESSIONS, ...overrides };
}

/** A wave around a level, the same at each call. */
function wave(second: number, level: number): number {
  return level * (1 + 0.12 * Math.sin(second * 1.7));
}

/** One bin a second. `at` bends a second: latency factor, losses, answers by node. */
export function sampleTimeline(
  length: number,
  p50: number,
  p99: number,
  at: (second: number) => Partial<TimelineBin> & { readonly slow?: number },
): TimelineBin[] {
  return Array.from({ length }, (_, second) => {
    const { slow = 1, ...bent } = at(second);
    return {
      second,
      planned: 431,
      ok: 431,
      responseP50Ms: wave(second, p50),
      responseP99Ms: wave(second + 1, p99) * slow,
      serviceP50Ms: wave(second, p50) * 0.9,
      destroyed: 0,
      misrouted: 0,
      nodes: {},
      ...bent,
    };
  });
}

function curve(p50: number, p99: number, max: number): [number, number][] {
  const quantiles = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999];
  return quantiles.map((q) => {
    const nines = -Math.log10(1 - q);
    const ms = nines <= 2 ? p50 * 0.7 + (p99 - p50 * 0.7) * (nines / 2) ** 2.2 : p99 + (max - p99) * (nines - 2);
    return [q, Number(ms.toFixed(3))];
  });
}

export function sampleDesign(overrides: Partial<DesignFindings> = {}): DesignFindings {
  const level = (p50: number, p99: number) => ({
    response: samplePercentiles(p50, p99),
    service: samplePercentiles(p50 * 0.9, p99 * 0.9),
  });
  const within = { '100ms': 1, '300ms': 1, '1000ms': 1 };
  return {
    label: 'stateless (Redis)',
    variant: 'stateless',
    routing: 'round-robin',
    trials: 1,
    sessions: SESSIONS,
    lostShareUpper: 0.012,
    writes: { known: 3120, lost: 0, indeterminate: 2 },
    checkouts: { completed: 780, abandoned: 0, chargedUnconfirmed: 0, chargedTwice: 0 },
    requests: {
      planned: 6034,
      sent: 6034,
      restart: 0,
      retry: 2,
      skipped: 0,
      ok: 6034,
      failed: 0,
      indeterminate: 2,
      offeredPerSecond: 431,
      achievedPerSecond: 431,
    },
    okWithin: {
      overall: within,
      before: within,
      fault: { '100ms': 0.981, '300ms': 0.9986, '1000ms': 1 },
      after: within,
    },
    latencyMs: { before: level(2.8, 7), fault: level(3.1, 98), after: level(2.8, 7.2), overall: level(2.9, 21) },
    generatorLagMs: { p50: 0.2, p99: 2, max: 6.1 },
    blockedMs: { p50: 0, p99: 1.2, max: 130 },
    generatorCpuShare: 0.31,
    machineCpuShare: 0.52,
    recoverySeconds: 1,
    detectionSeconds: 0.4,
    nodes: ['node-1', 'node-2', 'node-3', 'node-4'].map((name) => ({
      name,
      requests: 1509,
      sessions: null,
      cpuSeconds: 2.31,
      rssPeakBytes: 92_000_000,
      heapPeakBytes: 31_000_000,
    })),
    store: { kind: 'redis', memoryPeakBytes: 3_400_000, commandsPerRequest: 1.4 },
    timeline: sampleTimeline(14, 2.8, 7, (second) => ({ nodes: fourNodes(second), slow: second === 6 ? 14 : 1 })),
    percentileCurve: curve(2.9, 21, 98),
    witnesses: [],
    reasons: { 'latencyMs.before.response.p999': '1,800 samples; p99.9 takes 10,000' },
    ...overrides,
  };
}

/** Answers by incarnation while node-2 dies at 6 s. */
function fourNodes(second: number): Record<string, number> {
  if (second < 6) return { 'node-1.1': 108, 'node-2.1': 107, 'node-3.1': 108, 'node-4.1': 108 };
  if (second === 6) return { 'node-1.1': 130, 'node-2.1': 18, 'node-3.1': 141, 'node-4.1': 138 };
  return { 'node-1.1': 144, 'node-3.1': 143, 'node-4.1': 144 };
}

/** Answers by incarnation while node-4 joins at 6 s and takes `share` of what comes, at most. */
function growing(second: number, share: (second: number) => number): Record<string, number> {
  const fresh = second < 6 ? 0 : Math.round(431 * share(second));
  const each = Math.round((431 - fresh) / 3);
  return { 'node-1.1': each, 'node-2.1': each, 'node-3.1': each, ...(fresh > 0 ? { 'node-4.1': fresh } : {}) };
}

export function sampleScenario(overrides: Partial<ScenarioFindings> = {}): ScenarioFindings {
  return {
    question: 'What happens to sessions and latency when one of four nodes is killed?',
    verdict: 'pass',
    verdictReasons: ['7 of 7 expectations hold, 17 of 17 sums close'],
    planHash: '5f0c1d2e3a4b',
    blocks: 1,
    windows: { before: [2, 6], fault: [6, 9.5], after: [9.5, 14] },
    durationSeconds: 14,
    nodes: 4,
    faults: ['node-2 is killed (SIGKILL) at 6 s'],
    designs: {},
    events: [],
    identities: [],
    predictions: [],
    expectations: [],
    comparisons: [],
    warnings: [],
    ...overrides,
  };
}

function event(
  design: string,
  what: string,
  subject: string,
  fromSeconds: number,
  by: 'script' | 'balancer' = 'script',
): ScenarioFindings['events'][number] {
  return { design, block: 1, what, subject, by, fromSeconds, toSeconds: fromSeconds + 0.01 };
}

function identity(design: string, left: number, right: number, detail: string): ScenarioFindings['identities'][number] {
  return {
    design,
    block: 1,
    name: 'held by the victim',
    left: { label: "in node-2.1's journal", value: left },
    right: { label: 'A + C + P + X + E + L + U', value: right },
    holds: left === right,
    detail,
  };
}

export function sampleNodeKill(): ScenarioFindings {
  const stateful = sampleDesign({
    label: 'stateful (cookie)',
    variant: 'stateful',
    routing: 'cookie',
    sessions: sampleSessions({ lost: 61, destroyed: 61, completed: 719, handoffFailed: 118 }),
    lostShareUpper: 0.295,
    writes: { known: 3050, lost: 201, indeterminate: 9 },
    checkouts: { completed: 719, abandoned: 58, chargedUnconfirmed: 3, chargedTwice: 0 },
    okWithin: {
      ...sampleDesign().okWithin,
      fault: { '100ms': 0.911, '300ms': 0.9733, '1000ms': 0.98 },
    },
    latencyMs: {
      ...sampleDesign().latencyMs,
      fault: { response: samplePercentiles(2.7, 212), service: samplePercentiles(2.5, 190) },
    },
    store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
    nodes: sampleDesign().nodes.map((node) =>
      node.name === 'node-2'
        ? { ...node, requests: 640, sessions: null, cpuSeconds: null, heapPeakBytes: null }
        : { ...node, sessions: 251 },
    ),
    timeline: sampleTimeline(15, 2.4, 6, (second) => ({
      nodes: fourNodes(second),
      slow: second === 6 ? 35 : second === 7 ? 8 : 1,
      destroyed: second === 6 ? 61 : 0,
    })),
    percentileCurve: curve(2.5, 48, 212),
    witnesses: [{ block: 1, birth: '9c41f0aa27' }],
    reasons: {
      ...sampleDesign().reasons,
      'store.memoryPeakBytes': 'sessions live in the nodes: see their heap',
      'nodes.node-2.cpuSeconds': 'its counters died with it',
    },
  });
  return sampleScenario({
    designs: { stateful, stateless: sampleDesign({ sessions: sampleSessions({ atRisk: 250 }) }) },
    events: [
      event('stateful', 'node-killed', 'node-2.1', 6),
      event('stateful', 'server-down', 'node-2', 6.4, 'balancer'),
      event('stateless', 'node-killed', 'node-2.1', 6),
      event('stateless', 'server-down', 'node-2', 6.41, 'balancer'),
    ],
    identities: [
      identity('stateful', 171, 171, 'A 61 + C 104 + P 4 + X 1 + E 0 + L 1 + U 0'),
      {
        ...identity('stateless', 6036, 6036, ''),
        name: 'requests',
        left: { label: 'sent', value: 6036 },
        right: { label: 'ok + fail + indeterminate', value: 6036 },
      },
    ],
    predictions: [
      prediction(
        'stateful',
        'node-2 killed',
        61,
        61,
        { exact: 61 },
        'all that node-2 held at risk, by its own journal',
      ),
      prediction('stateless', 'node-2 killed', 0, 250, { exact: 0 }, 'the store outlives the node'),
      {
        ...prediction(
          'stateful',
          'hand-off to the laptop',
          118,
          158,
          { share: 0.75, low: 104, high: 132 },
          'another node holds the code in 3 of 4 claims',
        ),
        metric: 'handoffFailed',
      },
      {
        ...prediction('stateless', 'hand-off to the laptop', 0, 160, { exact: 0 }, 'every node reads the same store'),
        metric: 'handoffFailed',
      },
    ],
    expectations: [
      { design: 'stateless', metric: 'lost', expected: 0, measured: 0, verdict: 'pass', detail: '0 of 250 at risk' },
    ],
    comparisons: [
      {
        designs: ['stateless', 'stateful'],
        metric: 'response p50, before',
        verdict: 'not judged',
        detail: 'one block',
      },
    ],
  });
}

function prediction(
  design: string,
  title: string,
  measured: number,
  of: number,
  expected: ScenarioFindings['predictions'][number]['expected'],
  basis: string,
): ScenarioFindings['predictions'][number] {
  const [low, high] = 'exact' in expected ? [expected.exact, expected.exact] : [expected.low, expected.high];
  const agrees = measured >= low && measured <= high;
  return {
    design,
    event: 2,
    title,
    metric: title.includes('enabled') ? 'misrouted' : 'destroyed',
    measured,
    of,
    expected,
    agrees,
    basis,
  };
}

/** Four designs, losses by misrouting, a warning, and a prediction that failed. */
export function sampleScaleOut(): ScenarioFindings {
  const moved = (name: string, routing: DesignFindings['routing'], lost: number, share: number) =>
    sampleDesign({
      label: `${name} (${routing} hash)`,
      variant: 'stateful',
      routing,
      sessions: sampleSessions({ atRisk: 246, lost, misrouted: lost, returnable: 12, undetected: 0 }),
      lostShareUpper: lost / 246 + 0.06,
      store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
      timeline: sampleTimeline(15, 2.4 + share, 6 + 4 * share, (second) => ({
        nodes: growing(second, () => 0.25),
        misrouted: second < 6 || second > 9 ? 0 : Math.round(([0.7, 0.2, 0.07, 0.03][second - 6] as number) * lost),
        slow: second === 6 ? 3 : 1,
      })),
      percentileCurve: curve(2.6 + share, 14 + 10 * share, 60),
    });
  const cookie = sampleDesign({
    label: 'stateful (cookie)',
    variant: 'stateful',
    routing: 'cookie',
    sessions: sampleSessions({ atRisk: 247 }),
    store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
    timeline: sampleTimeline(14, 2.4, 6, (second) => ({
      nodes: growing(second, (s) => Math.min(0.25, (s - 6) * 0.04)),
    })),
    percentileCurve: curve(2.5, 9, 20),
  });
  const stateless = sampleDesign({
    timeline: sampleTimeline(14, 2.9, 7, (second) => ({ nodes: growing(second, () => 0.25) })),
  });
  const designs = {
    stateful: cookie,
    'stateful-modulo': moved('stateful-modulo', 'modulo', 120, 0.75),
    'stateful-consistent': moved('stateful-consistent', 'consistent', 68, 0.28),
    stateless,
  };
  return sampleScenario({
    question: 'What does a fourth node cost the sessions that three nodes hold?',
    verdict: 'fail',
    verdictReasons: ['stateful-consistent: 68 misrouted, theory allows 24–59 of 162.'],
    nodes: 3,
    faults: ['a node is added at 6 s'],
    designs,
    events: Object.keys(designs).flatMap((design) => [
      { ...event(design, 'node-started', 'node-4.1', 6), toSeconds: 6.4 },
      event(design, 'server-enabled', 'node-4', 6.4),
    ]),
    identities: [
      identity('stateful', 0, 0, 'no node died'),
      {
        ...identity('stateful-modulo', 120, 119, 'birth 77ab03 was lost without moving'),
        name: 'change of routing',
        left: { label: 'lost', value: 120 },
        right: { label: 'M + undetected', value: 119 },
      },
    ],
    predictions: [
      prediction('stateful', 'node-4 enabled', 0, 155, { exact: 0 }, 'the cookie keeps naming the old node'),
      prediction(
        'stateful-modulo',
        'node-4 enabled',
        120,
        160,
        { share: 0.75, low: 105, high: 134 },
        'a modulo hash moves n/(n+1) of the sessions',
      ),
      prediction(
        'stateful-consistent',
        'node-4 enabled',
        68,
        162,
        { share: 0.25, low: 24, high: 59 },
        'a consistent hash moves 1/(n+1) of the sessions',
      ),
      prediction('stateless', 'node-4 enabled', 0, 158, { exact: 0 }, 'every node reads the same store'),
    ],
    warnings: [
      {
        code: 'generator-lag',
        design: 'stateful-modulo',
        message: 'the generator sent late (lag p99 7.2 ms, bound 5 ms): its latencies are void, its counts stand.',
        advice: 'Close other programs, or lower --rate.',
      },
    ],
  });
}

/** No fault, no losses, and latencies that were not measured. */
export function sampleSteady(): ScenarioFindings {
  const none = { p50: null, p95: null, p99: null, p999: null, max: null, count: 0 };
  const window = { response: none, service: none };
  const calm = (label: string, variant: DesignFindings['variant']) =>
    sampleDesign({
      label,
      variant,
      routing: variant === 'stateful' ? 'cookie' : 'round-robin',
      sessions: sampleSessions({ atRisk: 0 }),
      lostShareUpper: null,
      ...(variant === 'stateful' ? { store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null } } : {}),
      checkouts: { completed: null, abandoned: null, chargedUnconfirmed: null, chargedTwice: null },
      recoverySeconds: null,
      detectionSeconds: null,
      okWithin: { ...sampleDesign().okWithin, fault: { '100ms': null, '300ms': null, '1000ms': null } },
      latencyMs: { ...sampleDesign().latencyMs, before: window, fault: window, after: window },
      timeline: sampleTimeline(14, variant === 'stateful' ? 2.4 : 2.8, variant === 'stateful' ? 6 : 7, () => ({
        nodes: { 'node-1.1': 108, 'node-2.1': 107, 'node-3.1': 108, 'node-4.1': 108 },
      })),
      percentileCurve: curve(variant === 'stateful' ? 2.4 : 2.8, 8, 20),
    });
  return sampleScenario({
    question: 'Does either design lose a session when nothing happens?',
    verdict: 'unknown',
    verdictReasons: ['The payment ledger could not be read.'],
    windows: { before: null, fault: null, after: null },
    faults: [],
    designs: { stateful: calm('stateful (cookie)', 'stateful'), stateless: calm('stateless (Redis)', 'stateless') },
  });
}

export function sampleFindings(scenarios?: Record<string, ScenarioFindings>): Findings {
  return {
    version: 1,
    lab: '0.1.0',
    seed: 1,
    scenarios: scenarios ?? { steady: sampleSteady(), 'node-kill': sampleNodeKill(), 'scale-out': sampleScaleOut() },
  };
}

export const SAMPLE_MANIFEST: Manifest = {
  format: 1,
  lab: '0.1.0',
  commit: '2d8dd44c0ffee',
  seed: 1,
  blocks: 1,
  commandLine: 'npm run lab -- run steady node-kill scale-out --seed 1',
  startedAt: '2026-11-25T08:00:00.000Z',
  finishedAt: '2026-11-25T08:02:20.000Z',
  status: 'complete',
  scenarios: ['steady', 'node-kill', 'scale-out'],
  planHashes: { steady: '5f0c1d2e3a4b', 'node-kill': '5f0c1d2e3a4b', 'scale-out': '5f0c1d2e3a4b' },
  versions: { redis: '7.0.15', haproxy: '2.6.12' },
  host: { os: 'Linux 6.1', cores: 2, cpu: 'Example CPU', memoryBytes: 25_769_803_776, node: '20.20.2' },
  files: ['findings.json', 'report.md'],
};

/** Builders of one design's findings, with realistic figures to bend. */
import type { DesignFindings, Percentiles, TimelineBin } from '../../analysis/findings.js';

export function samplePercentiles(p50: number, p99: number, overrides: Partial<Percentiles> = {}): Percentiles {
  return { p50, p95: p50 + (p99 - p50) / 3, p99, p999: null, max: p99 * 1.6, count: 1800, ...overrides };
}

const SESSIONS: DesignFindings['sessions'] = {
  started: 812,
  atRisk: 248,
  lost: 0,
  destroyed: 0,
  misrouted: 0,
  gone: 0,
  returnable: 0,
  undetected: 0,
  stale: 0,
  lostUpdate: 0,
  leaked: 0,
  revived: 0,
  overstayed: 0,
  doubled: 0,
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
      gone: 0,
      nodes: {},
      ...bent,
    };
  });
}

/** [quantile, milliseconds] up to 99.9 %. */
export function sampleCurve(p50: number, p99: number, max: number): [number, number][] {
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
    writes: { known: 3120, lost: 0, overwritten: 0, sessions: 0, indeterminate: 2 },
    checkouts: { completed: 780, abandoned: 0, chargedUnconfirmed: 0, chargedTwice: 0 },
    requests: {
      planned: 6034,
      sent: 6034,
      restart: 0,
      retry: 2,
      skipped: 0,
      unsent: 0,
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
    generatorCoresCpuShare: 0.52,
    machineCpuShare: 0.52,
    steadiness: [{ block: 1, verdict: 'steady', change: 0.012, p: 0.64, slices: 12, reason: null }],
    recoverySeconds: 1,
    detectionSeconds: 0.4,
    nodes: ['node-1', 'node-2', 'node-3', 'node-4'].map((name) => ({
      name,
      requests: 1509,
      sessions: null,
      sessionBytes: null,
      cpuSeconds: 2.31,
      rssPeakBytes: 92_000_000,
      heapPeakBytes: 31_000_000,
    })),
    store: { kind: 'redis', memoryPeakBytes: 3_400_000, commandsPerRequest: 1.4 },
    timeline: sampleTimeline(14, 2.8, 7, (second) => ({ nodes: fourNodes(second), slow: second === 6 ? 14 : 1 })),
    percentileCurve: sampleCurve(2.9, 21, 98),
    witnesses: [],
    reasons: { 'latencyMs.before.response.p999': '1,800 samples; p99.9 takes 10,000' },
    ...overrides,
  };
}

/** Answers by incarnation while node-2 dies at 6 s. */
export function fourNodes(second: number): Record<string, number> {
  if (second < 6) return { 'node-1.1': 108, 'node-2.1': 107, 'node-3.1': 108, 'node-4.1': 108 };
  if (second === 6) return { 'node-1.1': 130, 'node-2.1': 18, 'node-3.1': 141, 'node-4.1': 138 };
  return { 'node-1.1': 144, 'node-3.1': 143, 'node-4.1': 144 };
}

/** Answers by incarnation while node-4 joins at 6 s and takes `share` of what comes, at most. */
export function growing(second: number, share: (second: number) => number): Record<string, number> {
  const fresh = second < 6 ? 0 : Math.round(431 * share(second));
  const each = Math.round((431 - fresh) / 3);
  return { 'node-1.1': each, 'node-2.1': each, 'node-3.1': each, ...(fresh > 0 ? { 'node-4.1': fresh } : {}) };
}

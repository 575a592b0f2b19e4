/** Builders of a scenario's findings and of their parts. */
import type { ScenarioFindings } from '../../analysis/findings.js';

export function sampleScenario(overrides: Partial<ScenarioFindings> = {}): ScenarioFindings {
  return {
    question: 'What happens to sessions and latency when one of four nodes is killed?',
    verdict: 'pass',
    verdictReasons: ['7 of 7 expectations hold, 17 of 17 sums close'],
    countsUnknown: [],
    latencyVoid: [],
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

export function event(
  design: string,
  what: string,
  subject: string,
  fromSeconds: number,
  by: 'script' | 'balancer' = 'script',
): ScenarioFindings['events'][number] {
  return { design, block: 1, what, subject, by, fromSeconds, toSeconds: fromSeconds + 0.01 };
}

export function identity(
  design: string,
  left: number,
  right: number,
  detail: string,
): ScenarioFindings['identities'][number] {
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
export function prediction(
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
    block: 1,
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

export type Comparison = ScenarioFindings['comparisons'][number];

/** Of two designs; with one block, unless told otherwise. */
export function comparison(designs: readonly [string, string], overrides: Partial<Comparison> = {}): Comparison {
  return {
    designs: [...designs],
    metric: 'response p50',
    window: 'before',
    primary: true,
    verdict: 'not judged',
    better: null,
    ratio: null,
    low: null,
    high: null,
    detectable: null,
    p: null,
    detail: 'one block',
    pairs: [],
    ...overrides,
  };
}

/** A server that takes 50 ms for everything: what the percentiles of the lab are worth. */
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { inOrder, quickestWay } from './both-clocks.js';
import { type Evidence, experiment, PLAIN_LOAD } from './experiment.js';
import { NOTHING_WRONG } from './orders.js';
import { startsOf } from './planned.js';
import { recounted } from './recount.js';
import { alwaysTrue, doubtOf, nothingElse, onlyOpen, type Stage } from './stage.js';
import { exactly, type Tolerance, type Truth, within } from './truth.js';

export const DELAY_MS = 50;
const TOLERANCE: Tolerance = { share: 0.01, ms: 0.5 };

/**
 * Everybody arrives within the warm-up, so that nobody opens a connection in what is judged; and thinks for longer than an
 * answer takes, so that nobody waits for oneself.
 */
const LOAD: LoadSpec = {
  ...PLAIN_LOAD,
  ratePerSecond: 580,
  durationMs: 13_800,
  warmUpMs: 2700,
  thinkMs: 300,
  heartbeats: 20,
};
const QUICK_LOAD: LoadSpec = { ...LOAD, ratePerSecond: 340, durationMs: 7100, warmUpMs: 1500, thinkMs: 150 };

type Quantile = 'p50' | 'p95' | 'p99';
const QUANTILES: Readonly<Record<Quantile, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

export function constantStage(quick: boolean): Stage {
  const load = quick ? QUICK_LOAD : LOAD;
  const experimentOf = experiment('constant', load, () => ({ ...NOTHING_WRONG, delayUs: DELAY_MS * 1000 }));
  const shown: readonly Quantile[] = quick ? ['p50', 'p95'] : ['p50', 'p95', 'p99'];
  return {
    title: `a server that takes ${DELAY_MS} ms for everything`,
    experiment: experimentOf,
    truths: (evidence) => [
      ...alwaysTrue(experimentOf, evidence),
      ...latencyTruths(evidence, shown),
      inOrder(experimentOf.plan, evidence),
      quickestWay(evidence),
      recounted(experimentOf, evidence),
      ...healthyTruths(evidence, experimentOf.plan),
    ],
  };
}

/** Percentiles of service and response time, against the delay. */
export function latencyTruths(evidence: Evidence, shown: readonly Quantile[]): Truth[] {
  const { service, response } = evidence.findings.latencyMs.before;
  return [['service', service] as const, ['response', response] as const].flatMap(([name, percentiles]) =>
    shown.map((quantile) => {
      const doubt = doubtOf(evidence, QUANTILES[quantile], DELAY_MS);
      return within(`${name} time ${quantile}`, DELAY_MS, percentiles[quantile], TOLERANCE, doubt);
    }),
  );
}

function healthyTruths(evidence: Evidence, plan: Plan): Truth[] {
  const { requests, sessions, writes } = evidence.findings;
  const items = startsOf(plan).filter(({ item }) => item !== null).length;
  return [
    exactly('operations that were ok', plan.operations, requests.ok),
    exactly('sessions completed', plan.shoppers.length, sessions.completed),
    exactly('writes acknowledged', items, writes.known),
    nothingElse(evidence, {}),
    onlyOpen(evidence, []),
  ];
}

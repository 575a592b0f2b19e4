/** A server that stands still once for a second: a stall must show in the response time, in full. */
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { inOrder, responseByServer } from './both-clocks.js';
import { experiment, PLAIN_LOAD } from './experiment.js';
import { NOTHING_WRONG, type Orders } from './orders.js';
import { startsOf } from './planned.js';
import { recounted } from './recount.js';
import { alwaysTrue, doubtOf, nothingElse, onlyOpen, type Stage } from './stage.js';
import { type Prediction, predictedMs, predictStall } from './stall-model.js';
import { atMost, exactly, excused, type Tolerance, type Truth, within } from './truth.js';

export const STALL_MS = 1000;
const SERVICE_US = 5000;
const SMALL_MS = 25;
const NEAR: Tolerance = { share: 0.03, ms: 0 };
/** The few requests that are under way while it stands still are no more than this: p99 of the service time stays small. */
const HELD_SHARE = 0.008;

/** Shoppers who think for no time at all: most of what the stall delays waits in their own lanes. */
const LOAD: LoadSpec = { ...PLAIN_LOAD, ratePerSecond: 220, durationMs: 7500, thinkMs: 15, heartbeats: 20 };

export function stallStage(): Stage {
  const subject = experiment('stall', LOAD, ordersFor);
  const predicted = predictionOf(subject.plan, subject.orders);
  const ofAll = (quantile: number): number => predictedMs(predicted.responseUs, quantile);
  return {
    title: `a server that stands still once for ${STALL_MS / 1000} s`,
    experiment: subject,
    truths: (evidence) => {
      const { response, service } = evidence.findings.latencyMs.overall;
      // Most answers lie beside the stall, and beside the rush after it.
      const doubt = doubtOf(evidence, 0.75, SERVICE_US / 1000);
      const byServer = responseByServer(subject.plan, evidence);
      const byRecord = (quantile: number, measuredMs: number | null, called: string): Truth =>
        within(`response time ${called}, by the server`, byServer(quantile) ?? 0, measuredMs, NEAR, doubt);
      // A stall that begins late meets other people than planned, and the server's record has it, too.
      const byPlan = (quantile: number, measuredMs: number | null, claim: string): Truth => {
        const wasLess = (byServer(quantile) ?? 0) < ofAll(quantile) * (1 - NEAR.share);
        return excused(within(claim, ofAll(quantile), measuredMs, NEAR, doubt), wasLess ? doubt : null);
      };
      return [
        ...alwaysTrue(subject, evidence),
        byPlan(0.99, response.p99, 'response time p99, by the plan'),
        byPlan(1, response.max, 'response time max, by the plan'),
        byRecord(0.99, response.p99, 'p99'),
        byRecord(1, response.max, 'max'),
        atMost('service time p99', SMALL_MS, service.p99, doubt),
        within('response time p50', ofAll(0.5), response.p50, { share: 0, ms: 1.5 }, doubt),
        inOrder(subject.plan, evidence),
        recounted(subject, evidence),
        exactly('operations that were ok', subject.plan.operations, evidence.findings.requests.ok),
        nothingElse(evidence, {}),
        onlyOpen(evidence, []),
      ];
    },
  };
}

/**
 * Of the operations in the middle of the load, that one whose stall the response time shows most, while the service time
 * does not.
 */
export function ordersFor(plan: Plan): Orders {
  const [fromUs, toUs] = [LOAD.durationMs * 300, LOAD.durationMs * 700];
  let best = { operation: -1, p99: 0 };
  for (const { id, intendedUs } of startsOf(plan)) {
    if (intendedUs < fromUs || intendedUs > toUs) continue;
    const predicted = predictStall(plan, server(id));
    if (predicted === null || heldShare(predicted) > HELD_SHARE) continue;
    const p99 = predictedMs(predicted.responseUs, 0.99);
    if (p99 > best.p99) best = { operation: id, p99 };
  }
  if (best.operation < 0) throw new Error('no operation of the plan is fit to meet the stall');
  return { ...NOTHING_WRONG, delayUs: SERVICE_US, stall: { atOperation: best.operation, forMs: STALL_MS } };
}

function predictionOf(plan: Plan, { stall }: Orders): Prediction {
  const predicted = predictStall(plan, server(stall?.atOperation ?? -1));
  if (predicted === null) throw new Error('the plan lacks the operation that meets the stall');
  return predicted;
}

const server = (atOperation: number) => ({ atOperation, stallUs: STALL_MS * 1000, serviceUs: SERVICE_US });

function heldShare({ serviceUs }: Prediction): number {
  return serviceUs.filter((us) => us > SMALL_MS * 1000).length / serviceUs.length;
}

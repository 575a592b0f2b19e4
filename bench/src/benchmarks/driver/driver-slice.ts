/** One slice of our driver: the generator of a trial, with its jars, checks and history. */
import { join } from 'node:path';
import { HistoryWriter } from '../../history/writer.js';
import { everybodyOf } from '../../load/arrivals.js';
import { monotonicUs } from '../../load/clock.js';
import { Generator } from '../../load/generator.js';
import { MAX_CONNECTIONS } from '../../load/spread.js';
import { longestJourneyMs } from '../../plan/journey.js';
import { drawPlan, type Plan } from '../../plan/plan.js';
import type { LoadSpec } from '../../scenario/scenario.js';
import type { Sent, SliceOrder } from './contender.js';
import { BLOCK, closedLoopPlan, SEED } from './journey.js';

const TIMEOUT_MS = 10_000;
/** Never reached: the plan is done long before. */
const NO_END_MS = 3_600_000;

/** So many times fewer requests than in a closed loop. */
const PACED_FEWER = 5;
/** Of arrivals: some there must be. */
const SHORTEST_PLATEAU_MS = 500;

/** Short think times, so that a slice is short, too; the server knows of no hand-off. */
const PACED: Omit<LoadSpec, 'durationMs'> = {
  ratePerSecond: 2000,
  warmUpMs: 0,
  thinkMs: 100,
  handOffShare: 0,
  signOutShare: 0,
  heartbeats: 2,
  tabs: 1,
  startOverShare: 0,
  timeoutMs: TIMEOUT_MS,
};

/** Everybody is there from the start, and every operation is due at once. */
export const closedLoopSlice = (order: SliceOrder): Promise<Sent> =>
  drive(order, closedLoopPlan(order.connections, order.requestsEach), NO_END_MS);

/** As a trial drives it; of fewer requests, as they take their time. */
export function pacedSlice(order: SliceOrder): Promise<Sent> {
  const requests = (order.connections * order.requestsEach) / PACED_FEWER;
  const plateauMs = (requests / PACED.ratePerSecond) * 1000;
  const load = { ...PACED, durationMs: longestJourneyMs(PACED) + Math.max(SHORTEST_PLATEAU_MS, plateauMs) };
  return drive(order, drawPlan(load, SEED, BLOCK), load.durationMs);
}

async function drive(order: SliceOrder, plan: Plan, durationMs: number): Promise<Sent> {
  using history = new HistoryWriter(join(order.folder, 'driver.ndjson'));
  let right = 0;
  let recorded = 0;
  let firstWrong: string | null = null;
  const generator = new Generator({
    arrivals: everybodyOf(plan),
    seed: SEED,
    block: BLOCK,
    origin: `http://127.0.0.1:${order.port}`,
    durationMs,
    timeoutMs: TIMEOUT_MS,
    record: (record) => {
      history.append(record);
      recorded += 1;
      if (record.kind === 'op' && record.outcome === 'ok' && record.birth !== null) right += 1;
      else firstWrong ??= JSON.stringify(record);
    },
    nowUs: monotonicUs,
    clockMs: Date.now,
    maxConnections: MAX_CONNECTIONS,
  });
  await generator.run(monotonicUs());
  const { sent, withoutSession } = generator.progress();
  if (withoutSession > 0) firstWrong ??= `${withoutSession} answers were not of the session that was asked for`;
  return { sent, right, recorded, firstWrong };
}

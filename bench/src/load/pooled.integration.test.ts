/**
 * May people share connections? The balancer must route each request by what is in it, and keep nothing by connection: else
 * a shopper on a stranger's connection would meet the stranger's node.
 */
import { expect, it } from 'vitest';
import { Bench } from '../cluster/process/cluster.fixture.js';
import type { OperationRecord } from '../history/records.js';
import { drawPlan } from '../plan/plan.js';
import type { LoadSpec, Routing } from '../scenario/scenario.js';
import { everybodyOf } from './arrivals.js';
import { monotonicUs } from './clock.js';
import { Generator } from './generator.js';

const load: LoadSpec = {
  ratePerSecond: 200,
  durationMs: 2000,
  warmUpMs: 0,
  thinkMs: 100,
  tabs: 1,
  handOffShare: 0,
  signOutShare: 0,
  heartbeats: 2,
  startOverShare: 0,
  timeoutMs: 10_000,
};
const plan = drawPlan(load, 1, 1);
const CONNECTIONS = 3;

it.each<Routing>(['cookie', 'modulo', 'consistent'])(
  'sessions in memory stay where they are over shared connections, with %s routing',
  async (routing) => {
    using bench = new Bench();
    await using cluster = await bench.start(bench.plan('stateful', routing));
    const operations: OperationRecord[] = [];
    const generator = new Generator({
      arrivals: everybodyOf(plan),
      seed: 1,
      block: 1,
      origin: `http://${cluster.host}:${cluster.port}`,
      durationMs: load.durationMs,
      timeoutMs: load.timeoutMs,
      record: (record) => {
        if (record.kind === 'op') operations.push(record);
      },
      nowUs: monotonicUs,
      clockMs: Date.now,
      maxConnections: CONNECTIONS,
    });
    await generator.run(monotonicUs());
    await generator.finalReads();
    expect(generator.connections().peak).toBeLessThanOrEqual(CONNECTIONS);
    expect(generator.connections().shared).toBeGreaterThan(plan.shoppers.length);
    expect(generator.progress()).toMatchObject({ sent: plan.operations, withoutSession: 0 });
    expect(operations).toHaveLength(plan.operations + plan.shoppers.length);
    expect(operations.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    const births = new Map(operations.map(({ shopper, birth }) => [`${shopper} ${birth}`, shopper]));
    expect(births.size).toBe(plan.shoppers.length);
  },
  30_000,
);

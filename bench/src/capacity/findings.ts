/**
 * `capacity.json`: what each design carries, published as a JSON Schema. A number that cannot be given is `null`, and the
 * reason stands beside it.
 */
import { z } from 'zod';
import { MIXES } from '../benchmarks/closed-loop/mixes.js';

export const CAPACITY_VERSION = 1;

const count = z.int().nonnegative();
const number = z.number();
const orNull = <T extends z.ZodType>(type: T) => type.nullable();

/** CPU microseconds a request, by component; null where the design has none, or the system does not tell. */
const cpuUs = z.strictObject({ nodes: number, redis: orNull(number), balancer: orNull(number), generator: number });

/** Shares of what each can do: 1 is all of it. */
const busy = z.strictObject({
  nodes: number,
  redis: orNull(number),
  balancer: orNull(number),
  generator: number,
  machine: number,
  others: number,
});

const probe = z.strictObject({
  connections: count,
  requests: count,
  failures: count,
  perSecond: number,
  p50Ms: orNull(number),
  p99Ms: orNull(number),
  meetsTarget: z.boolean(),
  cpuUs,
  busy,
});

export const BOUNDS = ['target', 'rate', 'connections', 'unreachable'] as const;

const trial = z.strictObject({
  round: count,
  design: z.string(),
  nodes: count,
  bound: z.enum(BOUNDS),
  probes: z.array(probe),
  confirmations: z.array(probe),
});

export const COMPONENTS = ['nodes', 'redis', 'balancer', 'generator', 'machine'] as const;

const point = z.strictObject({
  nodes: count,
  perSecond: orNull(number),
  lowest: orNull(number),
  highest: orNull(number),
  rounds: z.array(orNull(number)),
  reason: orNull(z.string()),
  connections: orNull(number),
  p50Ms: orNull(number),
  p99Ms: orNull(number),
  bound: z.enum(BOUNDS),
  saturated: z.array(z.enum(COMPONENTS)),
  cpuUs: orNull(cpuUs),
  busy: orNull(busy),
});

const session = z.strictObject({ bytes: orNull(number), perGigabyte: orNull(number), basis: z.string() });

const fit = z.strictObject({
  perNode: number,
  contention: number,
  coherency: number,
  peakNodes: orNull(number),
  residuals: z.array(
    z.strictObject({ nodes: count, round: count, measured: number, fitted: number, residual: number }),
  ),
  residualSpread: orNull(number),
  byRound: z.array(z.strictObject({ round: count, perNode: number, contention: number, coherency: number })),
});

const law = z.strictObject({ verdict: z.enum(['known', 'unknown']), reasons: z.array(z.string()), fit: orNull(fit) });

export const capacitySchema = z.strictObject({
  format: z.literal(CAPACITY_VERSION),
  lab: z.string(),
  commit: orNull(z.string()),
  commandLine: z.string(),
  seed: count,
  startedAt: z.string(),
  finishedAt: orNull(z.string()),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  versions: z.record(z.string(), z.string()),
  host: z.strictObject({ os: z.string(), cores: count, cpu: z.string(), memoryBytes: count, node: z.string() }),
  settings: z.strictObject({
    p99TargetMs: number,
    nodeCounts: z.array(count),
    roundsPlanned: count,
    probeMs: number,
    mostConnections: count,
    mix: z.enum(MIXES),
    items: count,
    quotaCores: orNull(number),
    quotaReason: orNull(z.string()),
  }),
  designs: z.record(z.string(), z.strictObject({ points: z.array(point), session, law })),
  trials: z.array(trial),
});

export type CapacityFindings = z.infer<typeof capacitySchema>;
export type CapacitySettings = CapacityFindings['settings'];
export type DesignCapacity = CapacityFindings['designs'][string];
export type CapacityPoint = z.infer<typeof point>;
export type CapacityTrial = z.infer<typeof trial>;
export type Probe = z.infer<typeof probe>;
export type SessionWeight = z.infer<typeof session>;
export type LawFindings = z.infer<typeof law>;
export type Component = (typeof COMPONENTS)[number];

/** The JSON Schema of capacity.json, as published in results/capacity.schema.json. */
export function capacityJsonSchema(): object {
  const schema = z.toJSONSchema(capacitySchema, { target: 'draft-2020-12' });
  return { ...schema, $id: `capacity-${CAPACITY_VERSION}`, title: 'Capacity of designs, by the session lab' };
}

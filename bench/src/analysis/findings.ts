/**
 * `findings.json`: what a run found, published as a JSON Schema. A number that the run cannot give is `null`, with the
 * reason beside it in `reasons` (by the path of the field within the design, `latencyMs.before.response.p999`).
 */
import { z } from 'zod';

export const FINDINGS_VERSION = 1;

const count = z.int().nonnegative();
const number = z.number();
const orNull = <T extends z.ZodType>(type: T) => type.nullable();

const percentiles = z.strictObject({
  p50: orNull(number),
  p95: orNull(number),
  p99: orNull(number),
  p999: orNull(number),
  max: orNull(number),
  count,
});
const latencyWindow = z.strictObject({ response: percentiles, service: percentiles });
const okWithin = z.strictObject({ '100ms': orNull(number), '300ms': orNull(number), '1000ms': orNull(number) });

const identity = z.strictObject({
  design: z.string(),
  block: count,
  name: z.string(),
  left: z.strictObject({ label: z.string(), value: number }),
  right: z.strictObject({ label: z.string(), value: number }),
  holds: z.boolean(),
  detail: z.string(),
});

const prediction = z.strictObject({
  design: z.string(),
  block: count,
  event: count,
  title: z.string(),
  metric: z.enum(['destroyed', 'misrouted', 'handoffFailed']),
  measured: count,
  of: count,
  expected: z.union([z.strictObject({ exact: count }), z.strictObject({ share: number, low: count, high: count })]),
  agrees: z.boolean(),
  basis: z.string(),
  underWay: count.exactOptional(),
});

const event = z.strictObject({
  design: z.string(),
  block: count,
  what: z.string(),
  subject: z.string(),
  by: z.enum(['script', 'balancer', 'lab']),
  fromSeconds: number,
  toSeconds: number,
});

export const warning = z.strictObject({
  code: z.string(),
  design: orNull(z.string()),
  message: z.string(),
  advice: z.string(),
});

const bin = z.strictObject({
  /** Second since the start of load, from 0. */
  second: count,
  /** Of the planned operations intended in this second. */
  planned: count,
  ok: count,
  responseP50Ms: orNull(number),
  responseP99Ms: orNull(number),
  serviceP50Ms: orNull(number),
  /** Losses that became visible or happened in this second. */
  destroyed: count,
  misrouted: count,
  /** Answers by node incarnation. */
  nodes: z.record(z.string(), count),
});

const design = z.strictObject({
  label: z.string(),
  variant: z.enum(['stateful', 'stateless']),
  routing: z.enum(['cookie', 'modulo', 'consistent', 'round-robin', 'least-conn']),
  trials: count,
  sessions: z.strictObject({
    started: count,
    atRisk: count,
    lost: count,
    destroyed: count,
    misrouted: count,
    returnable: count,
    undetected: count,
    stale: count,
    lostUpdate: count,
    leaked: count,
    revived: count,
    overstayed: count,
    doubled: count,
    orphaned: z.strictObject({ neverArrived: count, overwritten: count, dropped: count }),
    expired: count,
    unknown: count,
    completed: count,
    intact: count,
    cutOff: count,
    handoffFailed: count,
    indeterminateBirth: count,
  }),
  /** Exact 95 % upper bound of the share lost of those at risk, 0–1; null with none at risk. */
  lostShareUpper: orNull(number),
  writes: z.strictObject({ known: count, lost: count, overwritten: count, sessions: count, indeterminate: count }),
  checkouts: z.strictObject({
    completed: orNull(count),
    abandoned: orNull(count),
    chargedUnconfirmed: orNull(count),
    chargedTwice: orNull(count),
  }),
  requests: z.strictObject({
    planned: count,
    sent: count,
    restart: count,
    retry: count,
    skipped: count,
    ok: count,
    failed: count,
    indeterminate: count,
    offeredPerSecond: number,
    achievedPerSecond: number,
  }),
  okWithin: z.strictObject({ overall: okWithin, before: okWithin, fault: okWithin, after: okWithin }),
  latencyMs: z.strictObject({
    before: latencyWindow,
    fault: latencyWindow,
    after: latencyWindow,
    overall: latencyWindow,
  }),
  generatorLagMs: z.strictObject({ p50: orNull(number), p99: orNull(number), max: orNull(number) }),
  blockedMs: z.strictObject({ p50: orNull(number), p99: orNull(number), max: orNull(number) }),
  generatorCpuShare: orNull(number),
  machineCpuShare: orNull(number),
  recoverySeconds: orNull(number),
  detectionSeconds: orNull(number),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      requests: orNull(count),
      sessions: orNull(count),
      sessionBytes: orNull(count),
      cpuSeconds: orNull(number),
      rssPeakBytes: orNull(count),
      heapPeakBytes: orNull(count),
    }),
  ),
  store: z.strictObject({
    kind: z.enum(['memory', 'memory-naive', 'redis', 'redis-blob', 'sealed']),
    memoryPeakBytes: orNull(count),
    commandsPerRequest: orNull(number),
  }),
  /** One entry a second of load, first block. */
  timeline: z.array(bin),
  /** Response-time percentile curve of the overall window, first block onwards merged: [quantile 0–1, milliseconds]. */
  percentileCurve: z.array(z.tuple([number, number])),
  /** Three lost sessions, for the report's witnesses. */
  witnesses: z.array(z.strictObject({ block: count, birth: z.string() })),
  reasons: z.record(z.string(), z.string()),
});

const expectation = z.strictObject({
  design: z.string(),
  metric: z.string(),
  expected: z.union([count, z.literal('theory')]),
  measured: count,
  verdict: z.enum(['pass', 'fail', 'unknown']),
  detail: z.string(),
});

const scenario = z.strictObject({
  question: z.string(),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  /** Why the verdict is what it is, in sentences. */
  verdictReasons: z.array(z.string()),
  planHash: z.string(),
  blocks: count,
  /** Planned windows of the intended start, seconds of load. */
  windows: z.strictObject({
    before: orNull(z.tuple([number, number])),
    fault: orNull(z.tuple([number, number])),
    after: orNull(z.tuple([number, number])),
  }),
  durationSeconds: number,
  nodes: count,
  /** The fault script, in words: `node-2 is killed (SIGKILL) at 6 s`. */
  faults: z.array(z.string()),
  designs: z.record(z.string(), design),
  events: z.array(event),
  identities: z.array(identity),
  predictions: z.array(prediction),
  expectations: z.array(expectation),
  /** Latency of one design against another; `not judged` with one block. */
  comparisons: z.array(
    z.strictObject({
      designs: z.tuple([z.string(), z.string()]),
      metric: z.string(),
      verdict: z.enum(['better', 'equivalent', 'inconclusive', 'not judged']),
      detail: z.string(),
    }),
  ),
  warnings: z.array(warning),
});

export const findingsSchema = z.strictObject({
  version: z.literal(FINDINGS_VERSION),
  lab: z.string(),
  seed: count,
  scenarios: z.record(z.string(), scenario),
});

export type Findings = z.infer<typeof findingsSchema>;
export type ScenarioFindings = z.infer<typeof scenario>;
export type DesignFindings = z.infer<typeof design>;
export type TimelineBin = z.infer<typeof bin>;
export type Percentiles = z.infer<typeof percentiles>;
export type Warning = z.infer<typeof warning>;

/** `manifest.json`: how the run was made. */
export interface Manifest {
  readonly format: 1;
  readonly lab: string;
  readonly commit: string | null;
  readonly seed: number;
  readonly blocks: number;
  readonly commandLine: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly status: 'running' | 'complete' | 'interrupted' | 'failed';
  /** In the order of the command line. */
  readonly scenarios: readonly string[];
  /** By scenario, of the first block. */
  readonly planHashes: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds, by who waits for whom; the same for every design. */
  readonly timeOutsMs: Readonly<Record<string, number>>;
  readonly host: {
    readonly os: string;
    readonly cores: number;
    readonly cpu: string;
    readonly memoryBytes: number;
    readonly node: string;
  };
  readonly files: readonly string[];
}

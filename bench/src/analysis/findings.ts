/**
 * `findings.json`: what a run found, published as a JSON Schema. A number that the run cannot give is `null`, with the
 * reason beside it in `reasons` (by the path of the field within the design, `latencyMs.before.response.p999`).
 */
import { z } from 'zod';
import { WARNING_CODES } from './warning-codes.js';

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
  metric: z.enum(['destroyed', 'misrouted', 'gone', 'handoffFailed']),
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
  code: z.enum(WARNING_CODES),
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
  /** Of an external cluster, whose losses nobody can tell apart. */
  gone: count,
  /** Answers by node incarnation. */
  nodes: z.record(z.string(), count),
});

const design = z.strictObject({
  label: z.string(),
  /** Address of a cluster that the lab did not start; absent for its own. */
  target: z.string().exactOptional(),
  variant: z.enum(['stateful', 'stateless', 'external']),
  routing: z.enum(['cookie', 'modulo', 'consistent', 'round-robin', 'least-conn', 'external']),
  trials: count,
  sessions: z.strictObject({
    started: count,
    atRisk: count,
    lost: count,
    destroyed: orNull(count),
    misrouted: orNull(count),
    /** Destroyed or misrouted: of an external cluster no dump tells which. */
    gone: count,
    returnable: count,
    undetected: orNull(count),
    stale: count,
    lostUpdate: count,
    leaked: count,
    revived: count,
    overstayed: orNull(count),
    doubled: orNull(count),
    orphaned: z.strictObject({ neverArrived: count, overwritten: count, dropped: count }),
    expired: orNull(count),
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
    /** Of the skipped: dropped by the end of the load, which nobody had planned. */
    unsent: count,
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
  /** Of the cores that the generator may run on: those of the machine, unless somebody pinned it. */
  generatorCoresCpuShare: orNull(number),
  machineCpuShare: orNull(number),
  /** Trend of the response time over the before window, one entry a block. */
  steadiness: z.array(
    z.strictObject({
      block: count,
      verdict: z.enum(['steady', 'unsteady', 'unknown']),
      /** Of the median over the window, as a share: 0.12 is a rise by 12 %. */
      change: orNull(number),
      /** Mann–Kendall, two-sided. */
      p: orNull(number),
      /** Slices of the window whose medians were tested. */
      slices: count,
      reason: orNull(z.string()),
    }),
  ),
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
    kind: z.enum(['memory', 'memory-naive', 'redis', 'redis-blob', 'sealed', 'external']),
    memoryPeakBytes: orNull(count),
    commandsPerRequest: orNull(number),
  }),
  /** One entry a second of load, first block. */
  timeline: z.array(bin),
  /** Response-time percentile curve of all windows together, blocks merged: [quantile 0–1, milliseconds]. */
  percentileCurve: z.array(z.tuple([number, number])),
  /** Three lost sessions, for the report's witnesses. */
  witnesses: z.array(z.strictObject({ block: count, birth: z.string() })),
  reasons: z.record(z.string(), z.string()),
});

const expectation = z.strictObject({
  design: z.string(),
  metric: z.string(),
  expected: z.union([count, z.literal('theory')]),
  measured: orNull(count),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  detail: z.string(),
});

const comparison = z.strictObject({
  /** Ratios are second over first. */
  designs: z.tuple([z.string(), z.string()]),
  /** `response p50`, `ok within 300 ms` */
  metric: z.string(),
  window: z.enum(['before', 'fault', 'after']),
  /** It stands for itself; the others are corrected for their number (Holm). */
  primary: z.boolean(),
  verdict: z.enum(['better', 'equivalent', 'inconclusive', 'not judged']),
  /** The design that is; null unless the verdict is `better`. */
  better: orNull(z.string()),
  /** Geometric mean over the blocks, and its paired t interval at 99 %. */
  ratio: orNull(number),
  low: orNull(number),
  high: orNull(number),
  /** Minimum detectable effect, as a share: 0.12 is a change by 12 %. */
  detectable: orNull(number),
  /** Sign-flip test, corrected where the metric is not the primary one; null below eight blocks. */
  p: orNull(number),
  /** What it rests on, or why it is not judged. */
  detail: z.string(),
  /** One entry a block, of several. */
  pairs: z.array(z.strictObject({ block: count, ratio: orNull(number), reason: orNull(z.string()) })),
});

const scenario = z.strictObject({
  question: z.string(),
  verdict: z.enum(['pass', 'fail', 'unknown']),
  /** Why the verdict is what it is, in sentences. */
  verdictReasons: z.array(z.string()),
  /** Why counts cannot be quoted, in sentences; empty where they stand. */
  countsUnknown: z.array(z.string()),
  /** Blocks whose latency does not count, for any design. */
  latencyVoid: z.array(z.strictObject({ block: count, reason: z.string() })),
  planHash: z.string(),
  blocks: count,
  /** Planned windows of the intended start, seconds of load. */
  windows: z.strictObject({
    before: orNull(z.tuple([number, number])),
    fault: orNull(z.tuple([number, number])),
    after: orNull(z.tuple([number, number])),
  }),
  durationSeconds: number,
  /** At the start; null for external clusters. */
  nodes: orNull(count),
  /** The fault script, in words: `node-2 is killed (SIGKILL) at 6 s`. */
  faults: z.array(z.string()),
  designs: z.record(z.string(), design),
  events: z.array(event),
  identities: z.array(identity),
  predictions: z.array(prediction),
  expectations: z.array(expectation),
  /** Each further design against the first one, over the blocks: the primary metric, then the others. */
  comparisons: z.array(comparison),
  warnings: z.array(warning),
});

const noiseFigure = z.strictObject({
  /** Blocks that gave a ratio. */
  blocks: count,
  /** Standard deviation of the logarithms of the ratios: about the share by which two equal runs differ. */
  spread: orNull(number),
  /** The ratio that was furthest from 1, as a factor above 1. */
  widest: orNull(number),
});

/** What `lab noise` found on this machine: how much two runs of the same design differ. */
export const noiseFloorSchema = z.strictObject({
  scenario: z.string(),
  design: z.string(),
  blocks: count,
  measuredAt: z.string(),
  p50: noiseFigure,
  p95: noiseFigure,
  p99: noiseFigure,
  throughput: noiseFigure,
});

export const findingsSchema = z.strictObject({
  version: z.literal(FINDINGS_VERSION),
  /** What must be known before any figure is quoted, in sentences: counts that are unknown, latency that is void. */
  caveats: z.array(z.string()),
  lab: z.string(),
  seed: count,
  /** As it stood when the run began; null where it was never measured on this machine. */
  noise: orNull(noiseFloorSchema),
  scenarios: z.record(z.string(), scenario),
});

export type Findings = z.infer<typeof findingsSchema>;
export type ScenarioFindings = z.infer<typeof scenario>;
export type DesignFindings = z.infer<typeof design>;
export type TimelineBin = z.infer<typeof bin>;
export type Percentiles = z.infer<typeof percentiles>;
export type NoiseFloor = z.infer<typeof noiseFloorSchema>;
export type NoiseFigure = z.infer<typeof noiseFigure>;
export type Warning = z.infer<typeof warning>;

/**
 * The form of a scenario file: keys, types, defaults. What the values mean together is in rules.ts. The JSON Schema that
 * editors use is generated from here.
 *
 * The `error` of each leaf is what would be right; decode.ts puts what was found before it.
 */
import { z } from 'zod';
import { DEFAULT_DESIGNS, DESIGN_NAMES } from './designs.js';
import { DURATION_PATTERN, formatDuration, parseDuration } from './duration.js';
import type { ExpectableMetric, FaultName } from './scenario.js';

export const LIMITS = {
  nodes: 32,
  ratePerSecond: 10_000,
  /** A shopper's numbers leave room for so many (plan/numbers.ts). */
  heartbeats: 20,
  tabs: 8,
  itemBytes: 100_000,
  durationMs: 3_600_000,
  questionLength: 400,
} as const;

export const A_DURATION = 'a duration with its unit';

interface Range {
  readonly min?: number;
  readonly max?: number;
}

function duration({ min = 1, max = LIMITS.durationMs * 24 }: Range, description: string) {
  return z
    .string({ error: A_DURATION })
    .regex(new RegExp(DURATION_PATTERN), { error: A_DURATION })
    .transform((text, context) => {
      const ms = parseDuration(text);
      if (ms === null) context.addIssue({ code: 'custom', message: 'whole milliseconds' });
      else if (ms < min) context.addIssue({ code: 'custom', message: `at least ${formatDuration(min)}` });
      else if (ms > max) context.addIssue({ code: 'custom', message: `at most ${formatDuration(max)}` });
      return ms ?? z.NEVER;
    })
    .meta({ description: `${description} A duration with its unit, such as 500 ms, 6 s or 15 min.` });
}

function whole(min: number, max: number, description: string) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).meta({ description });
}

function share(max: number, description: string) {
  const error = `a share from 0 to ${max}`;
  return z.number({ error }).min(0, { error }).max(max, { error }).meta({ description });
}

const at = () => duration({ min: 0 }, 'When, from the start of load.');
const lasting = () => duration({}, 'How long.');
const node = () => whole(1, LIMITS.nodes, 'Which node, counted from 1.');

/** Fields of each fault beside its name. */
const FAULTS = {
  'node-kill': z.strictObject({ fault: z.literal('node-kill'), at: at(), node: node() }),
  'node-stop': z.strictObject({ fault: z.literal('node-stop'), at: at(), node: node() }),
  'node-pause': z.strictObject({ fault: z.literal('node-pause'), at: at(), node: node(), for: lasting() }),
  'node-restart': z.strictObject({ fault: z.literal('node-restart'), at: at(), node: node() }),
  'node-add': z.strictObject({ fault: z.literal('node-add'), at: at() }),
  'balancer-pause': z.strictObject({ fault: z.literal('balancer-pause'), at: at(), for: lasting() }),
  'store-pause': z.strictObject({ fault: z.literal('store-pause'), at: at(), for: lasting() }),
  'store-kill': z.strictObject({ fault: z.literal('store-kill'), at: at() }),
  'store-restart': z.strictObject({ fault: z.literal('store-restart'), at: at() }),
} as const satisfies Record<FaultName, z.ZodType>;
/** Keys that a fault may have; null for a name that no fault has. */
export function faultKeys(name: unknown): readonly string[] | null {
  if (typeof name !== 'string' || !Object.hasOwn(FAULTS, name)) return null;
  return Object.keys(FAULTS[name as FaultName].shape);
}
/** What each fault does, in words. */
export const FAULTS_IN_WORDS = {
  'node-kill': 'a node is killed (SIGKILL), as by a crash',
  'node-stop': 'a node is stopped (SIGTERM) and ends gracefully, as for a deploy',
  'node-pause': 'a node is frozen (SIGSTOP) for a while, then goes on',
  'node-restart': 'a dead node starts again, with an empty memory',
  'node-add': 'one more node joins',
  'balancer-pause': 'the balancer is frozen (SIGSTOP) for a while, then goes on',
  'store-pause': 'Redis is frozen (SIGSTOP) for a while, then goes on',
  'store-kill': 'Redis is killed (SIGKILL), as by a crash',
  'store-restart': 'a dead Redis starts again, with what it kept on its disk',
} as const satisfies Record<FaultName, string>;
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];
const fault = z.discriminatedUnion(
  'fault',
  [
    FAULTS['node-kill'],
    FAULTS['node-stop'],
    FAULTS['node-pause'],
    FAULTS['node-restart'],
    FAULTS['node-add'],
    FAULTS['balancer-pause'],
    FAULTS['store-pause'],
    FAULTS['store-kill'],
    FAULTS['store-restart'],
  ],
  { error: 'a known fault' },
);

const exactly = z
  .union([z.literal('theory'), z.int().min(0)], { error: 'a whole number from 0, or "theory"' })
  .exactOptional()
  .meta({ description: 'An exact count, or "theory": what theory says of the faults.' });
const counted = z.int({ error: 'a whole number from 0' }).min(0, { error: 'a whole number from 0' }).exactOptional();

/** Theory knows losses; the others are counts that an expectation can only name. */
const METRICS = {
  lost: exactly,
  destroyed: exactly,
  misrouted: exactly,
  stale: counted,
  lostUpdate: counted,
  leaked: counted,
  revived: counted,
  overstayed: counted,
  doubled: counted,
  overwritten: counted,
  chargedTwice: counted,
  chargedUnconfirmed: counted,
} as const satisfies Record<ExpectableMetric, z.ZodType>;
export const METRIC_NAMES = Object.keys(METRICS) as readonly ExpectableMetric[];

const cluster = z.strictObject(
  {
    nodes: whole(1, LIMITS.nodes, 'Nodes in rotation at the start.').default(4),
    idleTtl: duration({ min: 1000 }, 'A session that nobody touches lives this long.').prefault('15 min'),
    absoluteTtl: duration(
      { min: 1000 },
      'A session ends this long after it was created, however busy it is; without it, only idleTtl counts.',
    ).optional(),
    itemBytes: whole(0, LIMITS.itemBytes, 'Bytes that the application keeps with every item of a session.').default(0),
    persistence: z
      .enum(['none', 'aof', 'rdb'], { error: 'none, aof (written every second) or rdb (snapshots)' })
      .default('none')
      .meta({
        description: 'What Redis keeps on its disk: none, aof (append-only file, every second), rdb (snapshots).',
      }),
    port: whole(1, 65_535, 'Fixed port of the balancer on loopback; without it, a free one.').optional(),
    paymentDelay: duration({ min: 0 }, 'How long the payment gateway takes for a charge.').prefault('5 ms'),
  },
  { error: 'a map of settings' },
);

const load = z.strictObject(
  {
    rate: z
      .number({ error: `requests per second, above 0 and at most ${LIMITS.ratePerSecond}` })
      .gt(0, { error: 'more than 0 requests per second' })
      .max(LIMITS.ratePerSecond, { error: `at most ${LIMITS.ratePerSecond} requests per second` })
      .default(400)
      .meta({ description: 'Requests per second, once the arrivals have filled up.' }),
    duration: duration({ min: 1000, max: LIMITS.durationMs }, 'How long load lasts.').prefault('12 s'),
    warmUp: duration({ min: 0 }, 'Beginning of the load that latency leaves out.').prefault('2 s'),
    think: duration({}, 'Mean time between two requests of a shopper.').prefault('550 ms'),
    handOff: share(1, 'Share of journeys that move from phone to laptop.').default(0.2),
    signOut: share(0.1, 'Share of journeys that end with a log-out.').default(0.05),
    heartbeats: whole(0, LIMITS.heartbeats, 'Position heartbeats while watching.').default(3),
    tabs: whole(1, LIMITS.tabs, 'Tabs in which a journey chooses its plan at the same moment.').default(1),
    startOver: share(1, 'Share of shoppers who start over after a loss; the others give up.').default(0.8),
    timeout: duration({}, 'A request without an answer after this long is given up.').prefault('10 s'),
  },
  { error: 'a map of settings' },
);

export const scenarioSchema = z.strictObject(
  {
    question: z
      .string({ error: 'a sentence: the question that the scenario answers' })
      .trim()
      .min(1, { error: 'a sentence: the question that the scenario answers' })
      .max(LIMITS.questionLength, { error: `a sentence of at most ${LIMITS.questionLength} characters` })
      .meta({ description: 'The question that the scenario answers, in plain words.' }),
    designs: z
      .array(z.enum(DESIGN_NAMES, { error: 'a known design' }), { error: 'a list of designs' })
      .min(1, { error: 'at least one design' })
      .default([...DEFAULT_DESIGNS])
      .meta({ description: 'Designs to compare, side by side.' }),
    cluster: cluster.prefault({}).meta({ description: 'Nodes, sessions and payment gateway.' }),
    load: load.prefault({}).meta({ description: 'What the shoppers do.' }),
    faults: z
      .array(fault, { error: 'a list of faults' })
      .default([])
      .meta({ description: 'What happens to the cluster, and when.' }),
    settle: duration({ min: 0 }, 'How long after the last fault the fault window lasts.').prefault('3 s'),
    expect: z
      .record(z.string(), z.strictObject(METRICS, { error: 'a map of counts' }), { error: 'a map of designs' })
      .default({})
      .meta({ description: 'What each design must show, by design and count.' }),
  },
  { error: 'a map of settings, beginning with "question"' },
);

export type ScenarioFile = z.infer<typeof scenarioSchema>;

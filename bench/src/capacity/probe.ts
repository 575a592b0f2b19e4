/** One probe: a closed loop of so many connections through the balancer, with every part's counters around it. */
import { loadSlice, type SliceAnswers } from '../benchmarks/closed-loop/load-slice.js';
import { misfitsOf } from '../benchmarks/closed-loop/misfits.js';
import type { Mix } from '../benchmarks/closed-loop/mixes.js';
import type { Visitor } from '../benchmarks/closed-loop/visitors.js';
import { LabError } from '../errors.js';
import { quantileMs, samplesNeeded } from '../stats/histogram.js';
import type { Probe } from './findings.js';
import type { Meter, Reading } from './meter.js';

/** What a signed-in person sends most: reads, and a tenth of writes. */
export const MIX: Mix = 'read-heavy';
const P99 = 0.99;
/** A probe that is too short for a p99 is made again, longer; not for ever. */
const LONGEST_MS = 20_000;
const ATTEMPTS = 3;
const ROOM = 1.3;

export interface ProbeOptions {
  readonly port: number;
  readonly visitors: readonly Visitor[];
  readonly durationMs: number;
  readonly targetMs: number;
  readonly meter: Meter;
  readonly setup: ClusterSetup;
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
}

/** What shares are of. */
export interface ClusterSetup {
  readonly nodes: number;
  /** Cores that one node may use: its quota, or one. */
  readonly coresPerNode: number;
  /** Of the machine. */
  readonly cores: number;
}

/**
 * As long as a p99 needs.
 *
 * @throws LabError LAB_MEASUREMENT_VOID when an answer names another session, or the counts do not fit
 */
export async function probe(options: ProbeOptions): Promise<Probe> {
  let { durationMs } = options;
  for (let attempt = 1; ; attempt += 1) {
    const figures = await probeFor(options, durationMs);
    if (figures.p99Ms !== null || figures.failures > 0 || attempt === ATTEMPTS || durationMs >= LONGEST_MS)
      return figures;
    durationMs = longEnough(figures.perSecond, durationMs * 2);
  }
}

/** @returns milliseconds in which so many requests a second carry a p99, from `leastMs` */
export function longEnough(perSecond: number, leastMs: number): number {
  const neededMs = (ROOM * samplesNeeded(P99) * 1000) / Math.max(1, perSecond);
  return Math.round(Math.min(LONGEST_MS, Math.max(leastMs, neededMs)));
}

async function probeFor(options: ProbeOptions, durationMs: number): Promise<Probe> {
  const { port, visitors, meter, nowUs, signal } = options;
  const before = await meter();
  const fromUs = nowUs();
  const answers = await loadSlice({ port, mix: MIX, visitors, durationMs, nowUs, signal });
  const after = await meter();
  const tookUs = nowUs() - fromUs;
  return figuresOf({ connections: visitors.length, answers, before, after, tookUs, ...options });
}

interface Measured extends Pick<ProbeOptions, 'targetMs' | 'setup'> {
  readonly connections: number;
  readonly answers: SliceAnswers;
  readonly before: Reading;
  readonly after: Reading;
  /** From one reading to the other. */
  readonly tookUs: number;
}

/**
 * CPU a request is over all of a probe's requests. Shares are CPU a request times the rate, so that connecting and
 * ending, which the rate leaves out, do not dilute them; what others use has nothing to do with the requests.
 *
 * @throws LabError LAB_MEASUREMENT_VOID
 */
export function figuresOf({ connections, answers, before, after, tookUs, targetMs, setup }: Measured): Probe {
  const counted = after.requests - before.requests;
  // Requests that failed are what too much load looks like: the level misses the target. A wrong session is not.
  if (answers.failures === 0) refuse(connections, misfitsOf({ answers, counted, inFlight: after.inFlight }));
  const requests = Math.max(1, counted);
  const perSecond = answers.busyUs > 0 ? (answers.answeredWhileBusy * 1e6) / answers.busyUs : 0;
  const used = (of: (reading: Reading) => number | null): number | null => {
    const [from, to] = [of(before), of(after)];
    return from === null || to === null ? null : Math.max(0, to - from) / requests;
  };
  const cpuUs = {
    nodes: used(({ nodesUs }) => nodesUs) ?? 0,
    redis: used(({ redisUs }) => redisUs),
    balancer: used(({ balancerUs }) => balancerUs),
    generator: used(({ ownUs }) => ownUs) ?? 0,
  };
  const cores = (us: number | null): number | null => (us === null ? null : (us * perSecond) / 1e6);
  const knownUs = Object.values(cpuUs).reduce<number>((sum, us) => sum + (us ?? 0), 0);
  const others = Math.max(0, after.machineUs - before.machineUs - knownUs * requests) / Math.max(1, tookUs);
  const [p50Ms, p99Ms] = [0.5, P99].map((quantile) => quantileMs(answers.latency, quantile));
  return {
    connections,
    requests: counted,
    failures: answers.failures,
    perSecond,
    p50Ms: p50Ms ?? null,
    p99Ms: p99Ms ?? null,
    meetsTarget: answers.failures === 0 && p99Ms !== null && p99Ms !== undefined && p99Ms <= targetMs,
    cpuUs,
    busy: {
      nodes: (cores(cpuUs.nodes) ?? 0) / (setup.nodes * setup.coresPerNode),
      redis: cores(cpuUs.redis),
      balancer: cores(cpuUs.balancer),
      generator: answers.generatorBusy,
      machine: Math.min(1, ((cores(knownUs) ?? 0) + others) / setup.cores),
      others,
    },
  };
}

function refuse(connections: number, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new LabError('LAB_MEASUREMENT_VOID', `${connections} connections: ${problems.join('; ')}`);
}

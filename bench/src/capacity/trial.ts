/**
 * One trial: a fresh cluster, warmed up, then held to its quota; the search for the highest rate that meets the target;
 * and the rate that is reported, measured anew at the level that the search found: the best of several is too good by
 * chance, and nothing that was chosen for its rate is reported as that rate.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSlice } from '../benchmarks/closed-loop/load-slice.js';
import type { StartedCluster } from '../cluster/cluster.js';
import type { ProcessDriver } from '../cluster/process/driver.js';
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { LabError } from '../errors.js';
import { nodesWords } from '../reporters/figures.js';
import { DESIGNS } from '../scenario/designs.js';
import { Audience } from './audience.js';
import type { CapacityTrial, Probe, SessionWeight } from './findings.js';
import { meterOf } from './meter.js';
import { longEnough, MIX, probe } from './probe.js';
import type { CpuQuota } from './quota.js';
import { candidates, nextStep } from './search.js';
import type { CapacityPlan, TrialPlace } from './trials.js';
import { weigh } from './weight.js';

export interface TrialOptions {
  readonly place: TrialPlace;
  readonly plan: CapacityPlan;
  readonly targetMs: number;
  /** Connections of the first level; null for the usual. */
  readonly startAt: number | null;
  readonly quota: CpuQuota | null;
  readonly driver: ProcessDriver;
  /** Where journals and logs go; made. */
  readonly journalDir: string;
  readonly logDir: string;
  /** Cores of the machine. */
  readonly cores: number;
  readonly platform: NodeJS.Platform;
  readonly nowUs: () => number;
  readonly wallMs: () => number;
  readonly signal: AbortSignal;
  /** Told what is under way. */
  readonly say: (progress: string) => void;
}

export interface TrialResult {
  readonly trial: CapacityTrial;
  readonly weight: SessionWeight;
}

/** No session may end while it is measured. */
const IDLE_TTL_MS = 3_600_000;
/** Connections a node, of the warm-up and of the first level: about where a node is busy. */
const START_CONNECTIONS = 8;
/** A node that missed its health checks is back soon after the load that kept it from answering. */
const BACK_WITHIN_US = 15_000_000;
/** What is reported takes so many times as long as a level of the search. */
const CONFIRMATION = 2;
/** Levels that are tried once more, from the best one down, before a trial is held to have found nothing. */
const CONFIRMATIONS = 3;

/** @throws LabError LAB_PROCESS_DIED, LAB_INTERRUPTED, LAB_MEASUREMENT_VOID, and those of a start; nothing is left running */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const died = new AbortController();
  const down = new Set<string>();
  const signal = AbortSignal.any([options.signal, died.signal]);
  for (const folder of [options.journalDir, options.logDir]) mkdirSync(folder, { recursive: true });
  await using cluster = await options.driver.start(planOf(options), {
    nowUs: options.nowUs,
    onEvent: ({ what, subject }) => {
      if (what === 'server-down') down.add(subject);
      else if (what === 'server-up') down.delete(subject);
    },
    onFailure: (error) => died.abort(error),
    signal,
  });
  const watch = new Watch(cluster, options, signal, down);
  try {
    return await measureOn(cluster, watch, { ...options, signal });
  } catch (error) {
    // What a dead process or a Ctrl-C makes of the requests under way is not the news.
    await watch.mustStand();
    throw error;
  }
}

function planOf({ place, journalDir, logDir }: TrialOptions): Parameters<ProcessDriver['start']>[0] {
  return {
    design: DESIGNS[place.design],
    nodes: place.nodes,
    spareNodes: 0,
    idleTtlMs: IDLE_TTL_MS,
    absoluteTtlMs: null,
    itemBytes: 0,
    persistence: 'none',
    port: null,
    paymentDelayMs: 5,
    journalDir,
    logDir,
  };
}

async function measureOn(cluster: StartedCluster, watch: Watch, options: TrialOptions): Promise<TrialResult> {
  const { place, plan, targetMs, quota, cores, nowUs, wallMs, signal, say } = options;
  const { port } = cluster;
  const redisPort = cluster.redisUrl === null ? null : Number(new URL(cluster.redisUrl).port);
  const audience = new Audience({ port, wallMs, signal });
  const where = `round ${place.round} of ${plan.rounds} · ${place.design}, ${nodesWords(place.nodes)}`;
  say(`${where} · warming up`);
  const warm = await audience.first(Math.min(plan.mostConnections, START_CONNECTIONS * place.nodes));
  const warmUp = await loadSlice({
    port,
    mix: MIX,
    visitors: warm,
    durationMs: plan.warmUpMs * place.nodes,
    nowUs,
    signal,
  });
  await watch.mustStand();
  if (quota !== null) confineNodes(quota, cluster);
  const setup = { nodes: place.nodes, coresPerNode: quota?.cores ?? 1, cores };
  const meter = meterOf(cluster, redisPort);
  let lastRate = (warmUp.answeredWhileBusy * 1e6) / Math.max(1, warmUp.busyUs);
  const probeAt = async (connections: number, durationMs: number): Promise<Probe> => {
    const visitors = await audience.first(connections);
    const common = { port, targetMs, meter, setup, nowUs, signal };
    const figures = await probe({ ...common, visitors, durationMs: longEnough(lastRate, durationMs) });
    await watch.mustStand();
    if (figures.failures === 0) lastRate = figures.perSecond;
    else await watch.allServe();
    return figures;
  };
  const probes: Probe[] = [];
  const limits = { start: options.startAt ?? START_CONNECTIONS * place.nodes, most: plan.mostConnections };
  let step = nextStep(probes, limits);
  while ('connections' in step) {
    say(`${where} · ${step.connections} connections`);
    probes.push(await probeAt(step.connections, plan.probeMs));
    step = nextStep(probes, limits);
  }
  const confirmations: Probe[] = [];
  for (const connections of candidates(probes).slice(0, CONFIRMATIONS)) {
    say(`${where} · ${connections} connections, to be reported`);
    const confirmed = await probeAt(connections, CONFIRMATION * plan.probeMs);
    confirmations.push(confirmed);
    if (confirmed.meetsTarget) break;
  }
  const weight = await weigh(place.design, cluster, redisPort, audience.all());
  return { trial: { ...place, bound: step.bound, probes, confirmations }, weight };
}

/** Each node in a control group of its own; those of the trial before are empty by now. */
function confineNodes(quota: CpuQuota, cluster: StartedCluster): void {
  quota.release();
  for (const [name, pid] of Object.entries(cluster.pids())) if (name.startsWith('node-')) quota.confine(name, pid);
}

/** Whether all that was started still runs, and nobody has interrupted. */
class Watch {
  readonly #pids: readonly number[];
  readonly #isAlive: (pid: number) => boolean;
  readonly #signal: AbortSignal;
  readonly #down: ReadonlySet<string>;
  readonly #nowUs: () => number;

  /** @param down nodes that the balancer holds to be down, kept by who hears of it */
  constructor(
    cluster: StartedCluster,
    { platform, nowUs }: Pick<TrialOptions, 'platform' | 'nowUs'>,
    signal: AbortSignal,
    down: ReadonlySet<string>,
  ) {
    const table = systemProcessTable(platform);
    this.#nowUs = nowUs;
    this.#pids = Object.values(cluster.pids());
    this.#isAlive = (pid) => table.isAlive(pid);
    this.#signal = signal;
    this.#down = down;
  }

  /**
   * A node under too much load misses its health checks, and its sessions' requests go to others, until it is back.
   *
   * @throws as `mustStand`; LabError LAB_NOT_READY when one does not come back
   */
  async allServe(): Promise<void> {
    const deadlineUs = this.#nowUs() + BACK_WITHIN_US;
    while (!this.#signal.aborted && this.#down.size > 0) {
      if (this.#nowUs() > deadlineUs) {
        throw new LabError(
          'LAB_NOT_READY',
          `the balancer holds ${[...this.#down].join(', ')} to be down after the load`,
        );
      }
      await sleep(LOOK_EVERY_MS);
    }
    await this.mustStand();
  }

  /** @throws LabError LAB_PROCESS_DIED, also where the death of a process is not known yet; LAB_INTERRUPTED */
  async mustStand(): Promise<void> {
    while (!this.#signal.aborted && this.#pids.some((pid) => !this.#isAlive(pid))) await sleep(LOOK_EVERY_MS);
    if (!this.#signal.aborted) return;
    const reason: unknown = this.#signal.reason;
    throw reason instanceof LabError ? reason : new LabError('LAB_INTERRUPTED', 'interrupted');
  }
}
const LOOK_EVERY_MS = 2;

export const trialFolder = (parent: string, { design, nodes, round }: TrialPlace): string =>
  join(parent, `${design}-${nodes}-${round}`);

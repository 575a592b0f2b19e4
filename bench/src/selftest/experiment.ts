/**
 * One experiment of the self-test: a plan, a server with orders, and what the whole measuring chain makes of both. The
 * chain is the lab's own: the real generator process, the history on disk, the reader, the checkers, the findings.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { designFindings } from '../analysis/design.js';
import type { DesignFindings } from '../analysis/findings.js';
import { judge } from '../checkers/judge.js';
import type { Judgement } from '../checkers/judgement.js';
import type { RunIdentity } from '../cluster/registry/identity.js';
import { LabError } from '../errors.js';
import { TRIAL_FILES } from '../history/files.js';
import { readTrial } from '../history/reader.js';
import type { TrialRecord } from '../history/trial.js';
import { drawPlan, type Plan } from '../plan/plan.js';
import { runTrial } from '../runner/trial.js';
import type { ClusterSpec, Design, LoadSpec, Scenario } from '../scenario/scenario.js';
import { createSelftestDriver } from './driver.js';
import type { Orders } from './orders.js';
import { Standstill } from './standstill.js';
import type { Witness } from './witness.js';

export interface Experiment {
  readonly name: string;
  readonly load: LoadSpec;
  /** As this process draws it: the generator draws its own, and both must be the same. */
  readonly plan: Plan;
  readonly orders: Orders;
  /** The load generator itself stands still (SIGSTOP), milliseconds of load; null: it never does. */
  readonly standstill: { readonly fromMs: number; readonly forMs: number } | null;
}

/** What came out of the chain. */
export interface Evidence {
  readonly trial: TrialRecord;
  readonly judgement: Judgement;
  readonly findings: DesignFindings;
  /** What the known server saw of its own doing. */
  readonly witness: Witness;
  /** When the load generator was made to stand still, by who did it: monotonic microseconds; null: it was not. */
  readonly stoodStill: { readonly fromUs: number; readonly toUs: number } | null;
}

export interface Laboratory {
  /** Existing folder: each experiment gets one of its own in it. */
  readonly folder: string;
  readonly identity: RunIdentity;
  readonly nowUs: () => number;
  readonly wallClock: () => Date;
  readonly signal: AbortSignal;
  readonly hardStop: AbortSignal;
  /** For tests: the server is told something else than what the truths are computed from. */
  readonly meddle?: (orders: Orders, experiment: string) => Orders;
}

export const SEED = 1;
const BLOCK = 1;
const WITNESS = 'witness.json';

const KNOWN: Design = {
  name: 'known',
  variant: 'stateful',
  routing: 'cookie',
  store: 'memory',
  label: 'known server',
};
const CLUSTER: ClusterSpec = {
  nodes: 1,
  idleTtlMs: 900_000,
  port: null,
  paymentDelayMs: 0,
  absoluteTtlMs: null,
  itemBytes: 0,
  persistence: 'none',
};

/** So small a share of journeys that nobody draws it. */
const NOBODY = Number.MIN_VALUE;

/**
 * Nobody moves, logs out, or starts over: what becomes of everybody is known beforehand. But the plan leaves time for those
 * who might, so that on a busy machine late journeys come to their end, too.
 */
export const PLAIN_LOAD = {
  warmUpMs: 0,
  handOffShare: NOBODY,
  signOutShare: NOBODY,
  tabs: 1,
  startOverShare: 0,
  timeoutMs: 10_000,
} as const satisfies Partial<LoadSpec>;

/** @param ordersFor what the server is told, by the plan */
export function experiment(name: string, load: LoadSpec, ordersFor: (plan: Plan) => Orders): Experiment {
  const plan = drawPlan(load, SEED, BLOCK);
  return { name, load, plan, orders: ordersFor(plan), standstill: null };
}

/**
 * Runs it, and reads back what was recorded.
 *
 * @throws LabError LAB_INTERRUPTED
 */
export async function perform(experiment: Experiment, laboratory: Laboratory): Promise<Evidence> {
  const { name, load, orders } = experiment;
  const { signal, hardStop, identity, meddle, nowUs, wallClock } = laboratory;
  const dir = join(laboratory.folder, name);
  for (const part of [TRIAL_FILES.journals, TRIAL_FILES.dumps, TRIAL_FILES.logs]) {
    mkdirSync(join(dir, part), { recursive: true });
  }
  const scenario: Scenario = {
    name,
    question: 'Does the lab find what is known beforehand?',
    designs: [KNOWN],
    cluster: CLUSTER,
    load,
    faults: [],
    settleMs: 0,
    expect: {},
  };
  const witnessFile = join(dir, WITNESS);
  const deaths: LabError[] = [];
  using standstill = new Standstill(experiment.standstill, nowUs);
  const trial = runTrial({
    scenario,
    design: KNOWN,
    block: BLOCK,
    seed: SEED,
    dir,
    driver: createSelftestDriver({ orders: meddle?.(orders, name) ?? orders, witnessFile, run: identity, hardStop }),
    nowUs,
    wallClock,
    identity,
    signal,
    hardStop,
    onProgress: () => {},
    onLoad: (load) => standstill.expect(load),
    onFailure: (error) => deaths.push(error),
  });
  // What died explains whatever came of it.
  await trial.catch((error: unknown) => {
    throw deaths[0] ?? error;
  });
  if (deaths[0] !== undefined) throw deaths[0];
  if (signal.aborted) throw new LabError('LAB_INTERRUPTED', 'interrupted');
  const witness = JSON.parse(readFileSync(witnessFile, 'utf8')) as Witness;
  return evidenceOf(await readTrial(dir), witness, standstill.interval);
}

/** What the lab makes of a recorded trial. Figures stand however busy the machine was: each truth has its own tolerance. */
export function evidenceOf(trial: TrialRecord, witness: Witness, stoodStill: Evidence['stoodStill'] = null): Evidence {
  const judgement = judge(trial);
  return { trial, judgement, findings: designFindings([{ trial, judgement }]), witness, stoodStill };
}

/** Runs trials on real parts for the acceptance tests, and judges them from what was recorded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScenarioFindings } from '../analysis/findings.js';
import { scenarioFindings } from '../analysis/scenario.js';
import { judge } from '../checkers/judge.js';
import type { Judgement } from '../checkers/judgement.js';
import type { ClusterDriver, StartedCluster } from '../cluster/cluster.js';
import type { StandIn } from '../cluster/process/apps.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { describeFaults } from '../faults/index.js';
import { inMemory } from '../history/in-memory.js';
import { readTrial } from '../history/reader.js';
import type { TrialInMemory } from '../history/trial.js';
import { locatePrograms } from '../provision/locate.js';
import { RUN_PROGRAMS } from '../provision/programs.js';
import { run } from '../runner/run.js';
import { DESIGNS, type DesignName } from '../scenario/designs.js';
import type { ClusterSpec, LoadSpec, Scenario } from '../scenario/scenario.js';
import { RunFolder } from '../store/run-folder.js';

/** Long series are sampled by three, and run whole by `npm run test:long`. */
export const LONG = process.env['TEST_LONG'] === '1';
export const seeds = (whole: number): number[] =>
  Array.from({ length: LONG ? whole : Math.min(3, whole) }, (_, i) => i + 1);

export const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** A short load that nevertheless fills up: about 90 shoppers alive at 300 requests/s. */
export const SHORT_LOAD: LoadSpec = {
  ratePerSecond: 300,
  durationMs: 7000,
  warmUpMs: 500,
  thinkMs: 250,
  tabs: 1,
  handOffShare: 0.2,
  signOutShare: 0.05,
  heartbeats: 2,
  startOverShare: 0.8,
  timeoutMs: 10_000,
};

/** A cluster as scenarios have it when they say nothing. */
export const CLUSTER: ClusterSpec = {
  nodes: 4,
  idleTtlMs: 900_000,
  port: null,
  paymentDelayMs: 5,
  absoluteTtlMs: null,
  itemBytes: 0,
  persistence: 'none',
};

/** Of the counts of sessions: what must be zero where nothing goes wrong. */
export const NOTHING_LOST = {
  lost: 0,
  destroyed: 0,
  misrouted: 0,
  stale: 0,
  lostUpdate: 0,
  leaked: 0,
  revived: 0,
  overstayed: 0,
  doubled: 0,
  orphaned: { neverArrived: 0, overwritten: 0, dropped: 0 },
  unknown: 0,
  expired: 0,
  indeterminateBirth: 0,
};

export function scenarioOf(designs: readonly DesignName[], changes: Partial<Scenario> = {}): Scenario {
  return {
    name: 'acceptance',
    question: 'Does it hold?',
    designs: designs.map((name) => DESIGNS[name]),
    cluster: CLUSTER,
    load: SHORT_LOAD,
    faults: [],
    settleMs: 1000,
    expect: {},
    ...changes,
  };
}

export interface Judged {
  readonly trial: TrialInMemory;
  readonly judgement: Judgement;
}
export interface Acceptance {
  readonly of: (design: DesignName) => Judged;
  readonly findings: ScenarioFindings;
}

/**
 * @param onCluster called with each cluster that started, before its load: to reach behind the lab's back
 * @param standIn runs in the nodes' place
 */
export async function runScenario(
  scenario: Scenario,
  seed: number,
  onCluster: (cluster: StartedCluster) => void = () => {},
  standIn?: StandIn,
): Promise<Acceptance> {
  const root = mkdtempSync(join(tmpdir(), 'session-lab-acceptance-'));
  try {
    const folder = RunFolder.create(root, 'run', null, root);
    const dirs: string[] = [];
    await run({
      scenarios: [scenario],
      blocks: 1,
      seed,
      driver: watched(onCluster, standIn),
      nowUs,
      wallClock: () => new Date(),
      identity: { id: 'acceptance', folder: root },
      signal: new AbortController().signal,
      hardStop: new AbortController().signal,
      trialDir: (name, block, design) => folder.trialDir(name, block, design),
      discardedDir: () => folder.discardedDir(),
      dropDiscarded: () => folder.dropDiscarded(),
      onDiscarded: () => {},
      onFailure: (error) => {
        throw error;
      },
      onTrial: (_trial, state) => {
        if (state !== 'started' && 'done' in state) dirs.push(state.dir);
      },
    });
    const trials = await Promise.all(dirs.map(async (dir) => inMemory(await readTrial(dir))));
    const judged = new Map(trials.map((trial) => [trial.header.design.name, { trial, judgement: judge(trial) }]));
    return {
      of: (design) => {
        const found = judged.get(design);
        if (found === undefined) throw new Error(`no trial of ${design}`);
        return found;
      },
      findings: scenarioFindings({ scenario, faults: describeFaults(scenario), trials, blocks: 1 }, judge),
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The real driver, over the programs of this machine. @param standIn runs in the nodes' place */
export function installedDriver(standIn?: StandIn): ClusterDriver {
  const { redisServer, haproxy } = locatePrograms(RUN_PROGRAMS, process.env['PATH']);
  if (redisServer === undefined || haproxy === undefined)
    throw new Error('redis-server and haproxy must be installed: npm test does it');
  return createProcessDriver({ redisServer, haproxy, ...(standIn === undefined ? {} : { standIn }) });
}

function watched(onCluster: (cluster: StartedCluster) => void, standIn?: StandIn): ClusterDriver {
  const driver = installedDriver(standIn);
  return {
    name: driver.name,
    start: async (plan, context) => {
      const cluster = await driver.start(plan, context);
      onCluster(cluster);
      return cluster;
    },
  };
}

/** Identities that do not close, as text; empty when all do. */
export function broken({ judgement }: Judged): string[] {
  return judgement.identities
    .filter(({ holds }) => !holds)
    .map(
      ({ name, left, right, detail }) =>
        `${name}: ${left.label} ${left.value} ≠ ${right.label} ${right.value} (${detail})`,
    );
}

/** Predictions that the measurement contradicts, as text. */
export function contradicted({ judgement }: Judged): string[] {
  return judgement.predictions
    .filter(({ agrees }) => !agrees)
    .map(
      ({ title, metric, measured, of, expected }) =>
        `${title}: ${metric} ${measured} of ${of}, expected ${JSON.stringify(expected)}`,
    );
}

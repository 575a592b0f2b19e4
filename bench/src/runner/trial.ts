/** One trial: one design runs one plan once, on a fresh cluster; everything that happens is recorded, nothing is judged. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ClusterDriver, StartedCluster } from '../cluster/cluster.js';
import type { RunIdentity } from '../cluster/registry/identity.js';
import type { LabError } from '../errors.js';
import { faultPlan, runFaults } from '../faults/script.js';
import { operationsFile, TRIAL_FILES } from '../history/files.js';
import { mergeHistory } from '../history/merge.js';
import { type EndRecord, HISTORY_FORMAT } from '../history/records.js';
import { writeDump, writeLedger } from '../history/snapshots.js';
import { HistoryWriter } from '../history/writer.js';
import type { Progress } from '../load/generator.js';
import { StartedGenerator } from '../load/process.js';
import { processesFor } from '../load/spread.js';
import type { Design, Scenario } from '../scenario/scenario.js';
import { placeOf } from '../scenario/stores.js';
import { diskFull, LEAST_FREE_BYTES } from './disk.js';
import { EventLog } from './event-log.js';
import { machineSource } from './machine-source.js';
import { quiesce } from './quiesce.js';
import { Sampler } from './sampler.js';
import { MachineWatcher } from './watch.js';

/** What every trial of a run shares. */
export interface TrialContext {
  readonly seed: number;
  readonly driver: ClusterDriver;
  readonly nowUs: () => number;
  readonly wallClock: () => Date;
  /** Identity of the lab's run, under which the generator is started. */
  readonly identity: RunIdentity;
  /** The run is interrupted: the load ends, and what was measured is written. */
  readonly signal: AbortSignal;
  /** The process is about to exit: whatever was started must be ended at once. */
  readonly hardStop: AbortSignal;
  /** Hosts beside loopback to which a person allowed load to go. */
  readonly allowedHosts?: readonly string[];
  /** A process of the cluster ended and nobody had asked it to. */
  readonly onFailure: (error: LabError) => void;
}

export interface TrialOptions extends TrialContext {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly block: number;
  /** Existing folder, as RunFolder.trialDir makes it. */
  readonly dir: string;
  readonly onProgress: (progress: TrialProgress) => void;
  /** Told when the load is about to start: for who does something to the load generator itself. */
  readonly onLoad?: (load: { readonly loadStartUs: number; readonly pids: readonly number[] }) => void;
}

export interface TrialProgress extends Progress {
  /** Seconds of load so far; negative before it starts. */
  readonly elapsedSeconds: number;
}

export interface TrialResult {
  readonly planHash: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly interrupted: boolean;
}

type RedisCounters = Awaited<ReturnType<StartedCluster['redisCounters']>>;

/** From the decision to start to the first arrival: the generator must have heard of it. */
const START_DELAY_US = 100_000;
const SAMPLE_MS = 1000;

export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { scenario, design, block, seed, dir, driver, nowUs, signal } = options;
  const { load: loadSpec, cluster: spec } = scenario;
  using history = new HistoryWriter(join(dir, TRIAL_FILES.events));
  const events = new EventLog(history);
  const full = new AbortController();
  const ended = AbortSignal.any([signal, full.signal]);

  const result = await (async () => {
    await using cluster = await driver.start(
      {
        design,
        ...spec,
        ...faultPlan(scenario.faults),
        journalDir: join(dir, TRIAL_FILES.journals),
        logDir: join(dir, TRIAL_FILES.logs),
      },
      { nowUs, onEvent: (event) => events.append(event), onFailure: options.onFailure, signal },
    );
    const { generator, plan } = await StartedGenerator.prepare({
      load: loadSpec,
      seed,
      block,
      origin: `http://${cluster.host}:${cluster.port}`,
      allowedHosts: options.allowedHosts ?? [],
      processes: processesFor(loadSpec, availableParallelism()),
      historyFile: (process) => join(dir, operationsFile(process)),
      logFile: join(dir, TRIAL_FILES.logs, 'generator.log'),
      run: options.identity,
      hardStop: options.hardStop,
      onProgress: (progress) => options.onProgress({ ...progress, elapsedSeconds: (nowUs() - loadStartUs) / 1e6 }),
    });
    await using _generator = generator;
    const loadStartUs = nowUs() + START_DELAY_US;
    history.append({
      kind: 'trial',
      format: HISTORY_FORMAT,
      scenario,
      design,
      block,
      seed,
      planHash: plan.planHash,
      plannedOperations: plan.operations,
      startedAt: options.wallClock().toISOString(),
      loadStartUs,
      commandTimeoutMs: cluster.commandTimeoutMs,
    });
    options.onLoad?.({ loadStartUs, pids: Object.values(generator.pids()) });
    const redisBefore = await cluster.redisCounters();
    const pids = () => ({ ...cluster.pids(), ...generator.pids(), lab: process.pid });
    const sampler = new Sampler();
    const watcher = new MachineWatcher({ nowUs, wallClock: options.wallClock, source: machineSource(dir) });
    const sample = () => {
      const machine = watcher.read();
      history.append({ ...sampler.sample(nowUs(), pids()), machine });
      const free = machine.diskFreeBytes;
      if (free !== null && free < LEAST_FREE_BYTES) full.abort(diskFull(dir, free));
    };
    sample();
    const sampling = setInterval(sample, SAMPLE_MS);
    const onAbort = () => generator.stop();
    ended.addEventListener('abort', onAbort);
    try {
      if (ended.aborted) generator.stop();
      const script = runFaults({ faults: scenario.faults, cluster, loadStartUs, nowUs, signal: ended });
      const [load] = await Promise.all([generator.run(loadStartUs), script]);
      const { progress, cpuSeconds, connections } = load;
      const counted = { sent: progress.sent, cpuSeconds, processes: generator.processes, connections };
      const end = await finish({ ...options, signal: ended }, cluster, generator, counted, redisBefore);
      history.append(end);
      return { planHash: plan.planHash, versions: cluster.versions, interrupted: end.interrupted };
    } finally {
      ended.removeEventListener('abort', onAbort);
      clearInterval(sampling);
    }
  })();
  history[Symbol.dispose]();
  await mergeHistory(dir);
  // What was measured until then is whole, and no more can be.
  full.signal.throwIfAborted();
  return result;
}

/**
 * What follows the load: heal, quiesce, ask the counters, dump, read once per jar. The order is what keeps the final read
 * from changing what it measures.
 */
async function finish(
  { design, dir, nowUs, signal }: TrialOptions,
  cluster: StartedCluster,
  generator: StartedGenerator,
  counted: EndRecord['generator'],
  redisBefore: RedisCounters,
): Promise<EndRecord> {
  const redisAfter = await cluster.redisCounters();
  await cluster.heal();
  const quiet = await quiesce(cluster, nowUs);
  const cookies = placeOf(design) === 'jar' ? await generator.cookies() : undefined;
  const [balancer, stats, ledger, dumps] = await Promise.all([
    cluster.balancerCounters(),
    cluster.stats(),
    cluster.ledger(),
    cluster.dumps(cookies),
  ]);
  for (const dump of dumps) writeDump(dir, dump);
  if (ledger !== null) writeLedger(dir, ledger);
  await generator.finalReads();
  await generator.close();
  return {
    kind: 'end',
    t: nowUs(),
    interrupted: signal.aborted,
    quiet,
    generator: counted,
    balancer,
    redis:
      redisBefore === null || redisAfter === null
        ? null
        : { commands: redisAfter.commands - redisBefore.commands, memoryPeakBytes: redisAfter.memoryPeakBytes },
    nodes: Object.fromEntries(
      Object.entries(stats).map(
        ([incarnation, { requests, sessions, sessionBytes, cpuSeconds, rssPeakBytes, heapPeakBytes }]) => [
          incarnation,
          { requests, sessions, sessionBytes, cpuSeconds, rssPeakBytes, heapPeakBytes },
        ],
      ),
    ),
  };
}

/** The seam between the runner and whatever runs the cluster: one driver a file, `process` first. */

import type { LedgerEntry, NodeStats } from '@session-lab/checkout/protocol';
import type { LabError } from '../errors.js';
import type { BalancerCounters, EventRecord } from '../history/records.js';
import type { Dump } from '../history/trial.js';
import type { ClusterSpec, Design, LabDesign } from '../scenario/scenario.js';

export interface ClusterPlan extends ClusterSpec {
  readonly design: Design;
  /** Further nodes declared in the balancer's configuration, disabled, for `addNode`. */
  readonly spareNodes: number;
  /** Existing folder for journals (`<incarnation>.ndjson`). */
  readonly journalDir: string;
  /** Existing folder for the processes' log files (`<process>.log`). */
  readonly logDir: string;
}

/** Of a cluster that the lab starts itself. */
export interface LabClusterPlan extends ClusterPlan {
  readonly design: LabDesign;
}

export interface ClusterContext {
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
  /** Receives every event of the cluster as it happens, without id. */
  readonly onEvent: (event: Omit<EventRecord, 'id' | 'kind' | 'fault'>) => void;
  /** A process ended and nobody had asked it to; its event is emitted, too. */
  readonly onFailure?: (error: LabError) => void;
  /** Fires when the run is interrupted: whatever waits must stop waiting. */
  readonly signal: AbortSignal;
}

/** Name of a node is stable (`node-2`); its incarnation (`node-2.1`) changes at each start. */
export interface StartedCluster extends AsyncDisposable {
  /** Public address of the balancer; an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
  /** Process name → pid of everything that runs now. */
  pids(): Readonly<Record<string, number>>;
  /** Names of the nodes that run now (paused ones too). */
  nodes(): readonly string[];
  /** SIGKILL. Resolves when the process is gone; emits `node-killed`. */
  killNode(name: string): Promise<void>;
  /** SIGTERM; emits `node-stopping` and, when it is gone, `node-exited`. */
  stopNode(name: string): Promise<void>;
  pauseNode(name: string): Promise<void>;
  resumeNode(name: string): Promise<void>;
  /** Starts a new incarnation of a dead node on its old port and waits until it is ready; the balancer finds it by itself. */
  restartNode(name: string): Promise<void>;
  /** Starts the next spare node, waits until it is ready, enables it in the balancer; emits `server-enabled`. Returns its name. */
  addNode(): Promise<string>;
  pauseBalancer(): Promise<void>;
  resumeBalancer(): Promise<void>;
  /** SIGSTOP to the shared store; emits `store-paused`. Like the three after it, it does nothing where no store is shared. */
  pauseStore(): Promise<void>;
  resumeStore(): Promise<void>;
  /** SIGKILL. Emits `store-killed`, which `loses` the store: all of it, or what its file does not have. */
  killStore(): Promise<void>;
  /** Starts a dead store again on its old port and waits until it has read its file; emits `store-started`. */
  restartStore(): Promise<void>;
  /** Resumes the store, holds the balancer's server states as they are, then resumes the nodes. What is dead stays dead. */
  heal(): Promise<void>;
  /** Answers of the living nodes' admin ports, by incarnation. */
  stats(): Promise<Readonly<Record<string, NodeStats>>>;
  /**
   * Requests in flight at all living nodes and at the payment gateway together; null when one of them does not answer,
   * `unseen` where nobody can be asked.
   */
  inFlight(): Promise<number | 'unseen' | null>;
  balancerCounters(): Promise<BalancerCounters | null>;
  /** Total commands processed so far, and peak memory; null without Redis, and once it died: its counters died with it. */
  redisCounters(): Promise<{ readonly commands: number; readonly memoryPeakBytes: number } | null>;
  /**
   * One dump per store: each living incarnation (memory), or Redis. A dead Redis without a file holds nothing.
   *
   * @param cookies where sessions live in them: all that the jars hold, as they would be sent; the one dump is theirs
   */
  dumps(cookies?: readonly string[]): Promise<readonly Dump[]>;
  ledger(): Promise<readonly LedgerEntry[] | null>;
  /** Deadline of a store command inside a node, for the quiesce; 0 without a shared store. */
  readonly commandTimeoutMs: number;
  /** Versions of what runs, for the manifest: `{ redis: '7.0.15', haproxy: '2.6.12' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** `redis://127.0.0.1:port`; null without Redis. For tests that reach behind the cluster's back. */
  readonly redisUrl: string | null;
}

export interface ClusterDriver {
  readonly name: string;
  /** @throws LabError (exit 75) when something it needs is missing or does not become ready; it quotes that process's log */
  start(plan: ClusterPlan, context: ClusterContext): Promise<StartedCluster>;
}

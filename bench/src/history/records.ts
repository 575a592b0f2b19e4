/**
 * The history of a trial: append-only NDJSON of the records below, one a line. Times are integer microseconds of the
 * machine's monotonic clock (`process.hrtime.bigint() / 1000n`); subtract `loadStartUs` of the header for seconds of load.
 */
import type { Step } from '@session-lab/checkout/protocol';
import type { Design, Scenario } from '../scenario/scenario.js';

export const HISTORY_FORMAT = 1;

/** `ok`; `fail`: certainly had no effect; `indeterminate`: may have had one. */
export type Outcome = 'ok' | 'fail' | 'indeterminate';
/** `final`: the one read per jar after the dump. */
export type Origin = 'planned' | 'restart' | 'retry' | 'final';

/** First record. */
export interface TrialHeader {
  readonly kind: 'trial';
  readonly format: typeof HISTORY_FORMAT;
  readonly scenario: Scenario;
  readonly design: Design;
  readonly block: number;
  readonly seed: number;
  readonly planHash: string;
  /** Operations of the plan, restart branches apart: what sent and skipped must add up to. */
  readonly plannedOperations: number;
  /** Wall-clock time of `loadStartUs`, ISO 8601, for people only. */
  readonly startedAt: string;
  readonly loadStartUs: number;
  /** Deadline of a store command inside a node. */
  readonly commandTimeoutMs: number;
}

export interface OperationRecord {
  readonly kind: 'op';
  /** Unique in a trial; the request carried it. */
  readonly id: number;
  readonly origin: Origin;
  readonly shopper: number;
  readonly lane: number;
  /** Jar (device) within the shopper, from 0. */
  readonly jar: number;
  /** 0, and 1 after the shopper started over. */
  readonly epoch: number;
  readonly step: Step;
  /** Item number that the operation writes; null for reads, heartbeats and key changes. */
  readonly item: number | null;
  /** Operation that this one repeats. */
  readonly retryOf: number | null;
  /** Planned start; for restart and retry from the moment of discovery or of the first outcome. */
  readonly intendedUs: number;
  /** max(intended, predecessor done): the generator owes everything after this. */
  readonly readyUs: number;
  readonly sentUs: number;
  /** Answer complete, or given up. */
  readonly doneUs: number;
  /** Store key in the session cookie that the jar sent; null for none. */
  readonly keySent: string | null;
  /** Store key that the answer set; '' when it cleared the cookie; null when it left it alone, or what it set was dropped. */
  readonly keyGiven: string | null;
  readonly outcome: Outcome;
  /** HTTP status; null without an answer. */
  readonly status: number | null;
  /** Transport error code (`timeout`, `closed`, `reset`, `refused`, …); null when answered. */
  readonly error: string | null;
  /** The balancer itself made the answer. */
  readonly balancerMade: boolean;
  /** Node incarnation that answered, `node-2.1`. */
  readonly node: string | null;
  /** A handler looked the session up and says what it found: `birth` is then that birth, or null for none. */
  readonly speaks: boolean;
  readonly birth: string | null;
  /** Item numbers of the session as ranges; what was loaded (reads) or saved (writes). */
  readonly items: string;
  /** The answer acknowledges a receipt. */
  readonly receipt: boolean;
}

/** Something about a jar that the operations do not tell. */
export type JarRecord = JarReset | CookieDropped;

/** The shopper emptied the session cookie of a jar. */
export interface JarReset {
  readonly kind: 'jar';
  readonly t: number;
  readonly shopper: number;
  readonly jar: number;
  readonly reason: 'start-over';
}

/** An answer set a session cookie that is longer than browsers keep: it was dropped, and the jar is as it was before. */
export interface CookieDropped {
  readonly kind: 'jar';
  readonly t: number;
  readonly shopper: number;
  readonly jar: number;
  readonly reason: 'cookie-dropped';
  /** Operation whose answer it was. */
  readonly op: number;
  /** Of name and value together. */
  readonly bytes: number;
}

/** An operation of the plan or of a restart branch that was not sent. */
export interface SkipRecord {
  readonly kind: 'skip';
  readonly t: number;
  readonly id: number;
  readonly origin: 'planned' | 'restart';
  readonly shopper: number;
  readonly step: Step;
  readonly intendedUs: number;
  /** `started-over` / `gave-up`: after a loss; `not-needed`: e.g. after a refused claim; `cut-off`: the trial ended. */
  readonly reason: 'started-over' | 'gave-up' | 'not-needed' | 'cut-off';
}

/**
 * Something that happened to the cluster, in the interval [fromUs, toUs] (t⁻ and t⁺). A fault of the script and what
 * follows from it (a node found down by the balancer) are events of their own.
 */
export interface EventRecord {
  readonly kind: 'event';
  /** From 1, in the order in which they became known. */
  readonly id: number;
  readonly what: EventName;
  /** `node-2.1`, `balancer`, `redis`. */
  readonly subject: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** `script`: a fault of the scenario; `balancer`: its health checks decided; `lab`: set-up or heal after load. */
  readonly by: 'script' | 'balancer' | 'lab';
  /** Index into the scenario's faults; null when none caused it directly. */
  readonly fault: number | null;
  /** Stores whose content is gone or may have changed: incarnations, or `redis`. Such an event is *lossy*. */
  readonly loses: readonly string[];
  /** The balancer's map of servers changed: sessions may be routed elsewhere from here on. */
  readonly reroutes: boolean;
}
export type EventName =
  | 'node-started'
  | 'node-killed'
  | 'node-stopping' // SIGTERM sent; graceful
  | 'node-exited' // after a graceful stop, or on its own
  | 'node-paused'
  | 'node-resumed'
  | 'server-enabled' // by the script, through the balancer's admin socket
  | 'server-down' // the balancer's health checks took it out
  | 'server-up' // the balancer's health checks took it back
  | 'balancer-paused'
  | 'balancer-resumed'
  | 'balancer-exited' // on its own
  | 'payments-exited' // on its own
  | 'store-paused'
  | 'store-resumed'
  | 'store-killed'
  | 'store-started'
  | 'store-failover';

/** Once a second: cumulative CPU and current memory of each process, and machine CPU. */
export interface SampleRecord {
  readonly kind: 'sample';
  readonly t: number;
  /** By process name: `node-2.1`, `redis`, `balancer`, `payments`, `generator`, `lab`. */
  readonly processes: Readonly<Record<string, { readonly cpuSeconds: number; readonly rssBytes: number }>>;
  /** Busy share of all cores since the last sample, 0–1; null where the system does not tell. */
  readonly machineCpu: number | null;
  /** Share of the time stolen by the hypervisor since the last sample, 0–1; null where the system does not tell. */
  readonly steal: number | null;
  /**
   * Busy share of the cores that the load generator may run on, of several processes the one that is worst off, since the
   * last sample, 0–1; null where the system does not tell. Absent in histories of 0.1.
   */
  readonly generatorCores?: number | null;
  /** What happened to the machine since the trial began. Absent in histories of 0.1. */
  readonly machine?: MachineWatch;
}

/** Sums since the trial began, and states of the moment; null where the system does not tell. */
export interface MachineWatch {
  /** Time that the machine slept: its boot clock went on, its monotonic clock stood. */
  readonly suspendedMs: number | null;
  /** By how much the wall clock was set, forward or back, beside what it runs by itself. Nothing is measured by it. */
  readonly clockStepMs: number;
  /** CPU time that a quota on the lab's processes held back. */
  readonly throttledMs: number | null;
  /** Times that a core was slowed down because it was too hot. */
  readonly hotCores: number | null;
  /** Highest clock that the slowest core is allowed now, of what it was built for, 0–1. */
  readonly clockCeiling: number | null;
  /** Room on the disk that the record is written to. */
  readonly diskFreeBytes: number | null;
  /** Charge of a battery that is being emptied, 0–1; null on mains. */
  readonly battery: number | null;
}

/** Last record of a whole trial. */
export interface EndRecord {
  readonly kind: 'end';
  readonly t: number;
  readonly interrupted: boolean;
  /** The nodes and the generator had nothing in flight before the dumps were taken; null where nobody could be asked. */
  readonly quiet: boolean | null;
  /** What the generator itself counted: operations that it sent (final reads apart), and its CPU while the load lasted. */
  readonly generator: GeneratorCounters | null;
  /** Counters of the balancer over the whole trial; null where it could not be asked. */
  readonly balancer: BalancerCounters | null;
  /**
   * Redis commands processed between start and end of load (INFO commandstats), and peak memory; null without Redis, and
   * where it was killed: its counters died with it.
   */
  readonly redis: { readonly commands: number; readonly memoryPeakBytes: number } | null;
  /** By incarnation; the last answer of a node that died is missing. */
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly requests: number;
        readonly sessions: number | null;
        /** Absent in histories of 0.1. */
        readonly sessionBytes?: number | null;
        readonly cpuSeconds: number;
        readonly rssPeakBytes: number;
        readonly heapPeakBytes: number;
      }
    >
  >;
}
export interface GeneratorCounters {
  readonly sent: number;
  readonly cpuSeconds: number;
  /** That shared the load; absent in histories of 0.1, as what follows. */
  readonly processes?: number;
  readonly connections?: {
    /** Open at once, at most. */
    readonly peak: number;
    /** Requests on a connection that was taken over from another device: as many were open as may be. */
    readonly shared: number;
    /** Requests that waited until one was idle. */
    readonly waited: number;
  };
}
export interface BalancerCounters {
  /** Requests received on the public port. */
  readonly requests: number;
  /** Answers that the balancer made itself (no server's). */
  readonly ownAnswers: number;
  /** By server name: requests sent to it. */
  readonly servers: Readonly<Record<string, number>>;
}

export type HistoryRecord =
  | TrialHeader
  | OperationRecord
  | JarRecord
  | SkipRecord
  | EventRecord
  | SampleRecord
  | EndRecord;

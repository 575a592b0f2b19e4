/** A scenario after validation: every duration in milliseconds, every default filled in. */
export type Variant = 'stateful' | 'stateless';
export type Routing = 'cookie' | 'modulo' | 'consistent' | 'round-robin' | 'least-conn';
/** By the name that a node's LAB_STORE gives; where each keeps its sessions is in stores.ts. */
export type StoreKind = 'memory' | 'memory-naive' | 'redis' | 'redis-blob' | 'sealed';
/** What Redis keeps on its disk: nothing, an append-only file written every second, or snapshots. */
export type Persistence = 'none' | 'aof' | 'rdb';

/** One column of every report. */
export type Design = LabDesign | ExternalDesign;

interface Column {
  /** Key of every object that is keyed by design. Of the lab's own, variant, then difference: `stateful-modulo`. */
  readonly name: string;
  /** For tables: `stateful (cookie)`, `stateless (Redis)`, `shop (127.0.0.1:8080)`. */
  readonly label: string;
}

/** A cluster that the lab starts itself, fresh for each trial. */
export interface LabDesign extends Column {
  readonly variant: Variant;
  readonly routing: Routing;
  readonly store: StoreKind;
}

/** A cluster that somebody else runs: what the lab knows of it is where it is. Its name is a label, and says nothing. */
export interface ExternalDesign extends Column {
  readonly variant: 'external';
  readonly routing: 'external';
  readonly store: 'external';
  /** `http://127.0.0.1:8080` */
  readonly target: string;
}

/** A scripted event. `atMs` runs from the start of load; `node` counts from 1. */
export type FaultSpec =
  | { readonly fault: 'node-kill'; readonly atMs: number; readonly node: number }
  | { readonly fault: 'node-stop'; readonly atMs: number; readonly node: number }
  | { readonly fault: 'node-pause'; readonly atMs: number; readonly node: number; readonly forMs: number }
  | { readonly fault: 'node-restart'; readonly atMs: number; readonly node: number }
  | { readonly fault: 'node-add'; readonly atMs: number }
  | { readonly fault: 'balancer-pause'; readonly atMs: number; readonly forMs: number }
  | { readonly fault: 'store-pause'; readonly atMs: number; readonly forMs: number }
  | { readonly fault: 'store-kill'; readonly atMs: number }
  | { readonly fault: 'store-restart'; readonly atMs: number };
export type FaultName = FaultSpec['fault'];

export interface LoadSpec {
  /** Requests per second that the plan offers once the arrivals have filled up. */
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Left out of the `before` window. */
  readonly warmUpMs: number;
  /** Mean think time between two operations of a shopper. */
  readonly thinkMs: number;
  /** Share of journeys that move from phone to laptop, 0–1. */
  readonly handOffShare: number;
  /** Share of journeys that end with a log-out, 0–1. */
  readonly signOutShare: number;
  /** Position heartbeats of a journey. */
  readonly heartbeats: number;
  /** Tabs in which a journey chooses its plan at once; 1: one after the other, as ever. */
  readonly tabs: number;
  /** Share of shoppers that start over after a loss (once); the others give up. */
  readonly startOverShare: number;
  /** An operation without an answer after this long is indeterminate. */
  readonly timeoutMs: number;
}

export interface ClusterSpec {
  /** Nodes in rotation at the start. */
  readonly nodes: number;
  readonly idleTtlMs: number;
  /** A session ends this long after it was created, however busy it is; null: only the idle time counts. */
  readonly absoluteTtlMs: number | null;
  /** Bytes that the application keeps with every item of a session. */
  readonly itemBytes: number;
  readonly persistence: Persistence;
  /** Fixed public port of the balancer; null: a free one. */
  readonly port: number | null;
  /** Delay of a charge in the payment gateway. */
  readonly paymentDelayMs: number;
}

/** What a metric must be: an exact count, or what theory says (see theory.ts). */
export type Expected = number | 'theory';
export type ExpectableMetric =
  | 'lost'
  | 'destroyed'
  | 'misrouted'
  | 'stale'
  | 'lostUpdate'
  | 'leaked'
  | 'revived'
  | 'overstayed'
  | 'doubled'
  | 'overwritten'
  | 'chargedTwice'
  | 'chargedUnconfirmed';

export interface Scenario {
  readonly name: string;
  readonly question: string;
  readonly designs: readonly Design[];
  readonly cluster: ClusterSpec;
  readonly load: LoadSpec;
  readonly faults: readonly FaultSpec[];
  /** How long after the last fault ended the `fault` window lasts. */
  readonly settleMs: number;
  /** By design name. */
  readonly expect: Readonly<Record<string, Readonly<Partial<Record<ExpectableMetric, Expected>>>>>;
}

/** Where a problem stands and what would be right; one line of the listing that bad input gets. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `faults[0].at`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
}

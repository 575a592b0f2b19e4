/** A trial's records, arranged for the checkers: by operation, by store, by jar. Judges nothing. */
import type { EventRecord, OperationRecord } from '../history/records.js';
import type { Dump, TrialInMemory } from '../history/trial.js';
import { ELSEWHERE, JARS, type Place, placeOf, SHARED_STORE } from '../scenario/stores.js';
import type { Clause } from './clauses.js';
import { groupBy } from './grouping.js';
import { type JarTimeline, jarTimelines } from './jars.js';
import { effectiveReroutes } from './rotation.js';

/** Death of a memory store. From the first signal (SIGSTOP, SIGTERM) that it did not come back from, to its end. */
export interface Death {
  readonly incarnation: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** The event that says what was lost. */
  readonly event: EventRecord;
}

/** Something was frozen; `toUs` is Infinity where nothing resumed it. */
export interface Pause {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface TrialIndex {
  readonly trial: TrialInMemory;
  readonly without: ReadonlySet<Clause>;
  /**
   * Every node can answer for every session: all share one store, or open the cookies that the sessions are in. Of an
   * external cluster nobody knows, and where a session is not found, no node is told from another.
   */
  readonly shared: boolean;
  /** Sessions are in their cookies: a session is where its key is, in the jar, and what no jar got is nowhere. */
  readonly inJars: boolean;
  /** The cluster is external: nobody can list its stores, and what the final reads find stands in for a dump. */
  readonly undumped: boolean;
  /** The one store of all sessions; null where each node has its own. */
  readonly oneStore: string | null;
  readonly operations: ReadonlyMap<number, OperationRecord>;
  /** When an operation id first reached a handler, by the journals. */
  readonly reachedUs: ReadonlyMap<number, number>;
  /** By shopper: hand-off claims, which carry no key of the session that they reach. */
  readonly claims: ReadonlyMap<number, readonly OperationRecord[]>;
  /** By shopper: what asked for a code to hand off. */
  readonly handOffs: ReadonlyMap<number, readonly OperationRecord[]>;
  /** Item number → the operations that write it. */
  readonly writers: ReadonlyMap<number, readonly OperationRecord[]>;
  /** Item number → its shopper: the one whose operation wrote it. */
  readonly itemOwner: ReadonlyMap<number, number>;
  /** By incarnation; memory stores only. */
  readonly deaths: ReadonlyMap<string, Death>;
  /** Lossy events of the shared store, in order. */
  readonly storeEvents: readonly EventRecord[];
  /** Changes of routing, in order. */
  readonly reroutes: readonly EventRecord[];
  readonly pauses: readonly Pause[];
  readonly jars: ReadonlyMap<number, readonly JarTimeline[]>;
  /** Operations whose answer set a session cookie that was too long for a browser: no jar got it. */
  readonly tooLong: ReadonlySet<number>;
  readonly dumps: ReadonlyMap<string, Dump>;
  readonly ttlUs: number;
  /** A session ends this long after it was created; Infinity where only the idle time counts. */
  readonly absoluteTtlUs: number;
  /** Time-outs that an unanswered operation may still take after it was given up. */
  readonly slackUs: number;
  /** Nothing of the load was recorded before this. */
  readonly firstUs: number;
  /** End of what was recorded. */
  readonly endUs: number;
}

const ONE_STORE: Readonly<Record<Place, string | null>> = {
  node: null,
  shared: SHARED_STORE,
  jar: JARS,
  elsewhere: ELSEWHERE,
};
const NOTHING: ReadonlySet<Clause> = new Set();

export function indexTrial(trial: TrialInMemory, without: ReadonlySet<Clause> = NOTHING): TrialIndex {
  const place = placeOf(trial.header.design);
  const shared = place !== 'node';
  const reachedUs = new Map<number, number>();
  let firstUs = Number.POSITIVE_INFINITY;
  for (const journal of trial.journals) {
    for (const entry of journal.entries) {
      if (entry.k !== 'start') firstUs = Math.min(firstUs, entry.t);
      if (entry.k === 'op' && !reachedUs.has(entry.op)) reachedUs.set(entry.op, entry.t);
    }
  }
  const operations = new Map<number, OperationRecord>();
  const itemOwner = new Map<number, number>();
  const writers = new Map<number, OperationRecord[]>();
  const claims = new Map<number, OperationRecord[]>();
  const handOffs = new Map<number, OperationRecord[]>();
  let lastUs = trial.header.loadStartUs;
  for (const op of trial.operations) {
    operations.set(op.id, op);
    if (op.item !== null) {
      itemOwner.set(op.item, op.shopper);
      addTo(writers, op.item, op);
    }
    if (op.step === 'claim') addTo(claims, op.shopper, op);
    if (op.step === 'handOff') addTo(handOffs, op.shopper, op);
    lastUs = Math.max(lastUs, op.doneUs);
    firstUs = Math.min(firstUs, op.sentUs);
  }
  const jars = groupBy(jarTimelines(trial.operations, trial.jars), (jar) => jar.shopper);
  const { cluster, load } = trial.header.scenario;
  return {
    trial,
    without,
    shared,
    inJars: place === 'jar',
    undumped: place === 'elsewhere',
    oneStore: ONE_STORE[place],
    operations,
    reachedUs,
    claims,
    handOffs,
    writers,
    itemOwner,
    deaths: shared ? new Map() : deathsOf(trial.events),
    storeEvents: place === 'shared' ? trial.events.filter((event) => event.loses.includes(SHARED_STORE)) : [],
    reroutes: effectiveReroutes(trial.events, cluster.nodes),
    pauses: pausesOf(trial.events),
    jars,
    tooLong: new Set(trial.jars.flatMap((each) => (each.reason === 'cookie-dropped' ? [each.op] : []))),
    dumps: new Map(trial.dumps.map((dump) => [dump.store, dump])),
    // How long an external cluster keeps what, its owner decides.
    ttlUs: place === 'elsewhere' ? Number.POSITIVE_INFINITY : cluster.idleTtlMs * 1000,
    // Absent in histories of 0.1.
    absoluteTtlUs:
      place === 'elsewhere' || cluster.absoluteTtlMs == null ? Number.POSITIVE_INFINITY : cluster.absoluteTtlMs * 1000,
    slackUs: (load.timeoutMs + trial.header.commandTimeoutMs) * 1000,
    firstUs,
    endUs: Math.max(
      lastUs,
      trial.end?.t ?? 0,
      ...trial.dumps.map((dump) => dump.t),
      ...trial.events.map((event) => event.toUs),
    ),
  };
}

/** The same trial as its shoppers saw it. */
export function withoutJournals(index: TrialIndex): TrialIndex {
  return { ...index, trial: { ...index.trial, journals: [] }, reachedUs: new Map() };
}

function addTo(lists: Map<number, OperationRecord[]>, key: number, op: OperationRecord): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [op]);
  else list.push(op);
}

function deathsOf(events: readonly EventRecord[]): Map<string, Death> {
  const deaths = new Map<string, Death>();
  for (const event of events) {
    for (const incarnation of event.loses) {
      if (deaths.has(incarnation)) continue;
      const fromUs = Math.min(event.fromUs, doomedSince(events, incarnation, event) ?? event.fromUs);
      deaths.set(incarnation, { incarnation, fromUs, toUs: event.toUs, event });
    }
  }
  return deaths;
}

/** Start of the pause that was never resumed, or of the graceful stop, that the death ended; null for a plain kill. */
function doomedSince(events: readonly EventRecord[], incarnation: string, death: EventRecord): number | null {
  let pausedUs: number | null = null;
  let stoppingUs: number | null = null;
  for (const event of events) {
    if (event.subject !== incarnation || event.fromUs > death.fromUs) continue;
    if (event.what === 'node-paused') pausedUs = event.fromUs;
    if (event.what === 'node-resumed') pausedUs = null;
    if (event.what === 'node-stopping') stoppingUs = event.fromUs;
  }
  if (pausedUs === null || stoppingUs === null) return pausedUs ?? stoppingUs;
  return Math.min(pausedUs, stoppingUs);
}

function pausesOf(events: readonly EventRecord[]): Pause[] {
  const ends: Readonly<Record<string, readonly string[]>> = {
    'node-paused': ['node-resumed', 'node-killed', 'node-exited'],
    'balancer-paused': ['balancer-resumed'],
    'store-paused': ['store-resumed', 'store-killed'],
  };
  const pauses: Pause[] = [];
  for (const event of events) {
    const ending = ends[event.what];
    if (ending === undefined) continue;
    const end = events.find(
      (later) => later.subject === event.subject && ending.includes(later.what) && later.fromUs >= event.fromUs,
    );
    pauses.push({ fromUs: event.fromUs, toUs: end?.toUs ?? Number.POSITIVE_INFINITY });
  }
  return pauses;
}

/**
 * A store that was killed and kept no file: what it had, it has no longer. Where a file was left, the kill took what is not
 * in it, and what is in it comes back with the next start.
 */
export function isTotal({ trial }: TrialIndex, event: EventRecord): boolean {
  // Absent in the first histories, when no Redis kept anything.
  const persistence: string | undefined = trial.header.scenario.cluster.persistence;
  return event.what === 'store-killed' && persistence !== 'aof' && persistence !== 'rdb';
}

/** First lossy event of the shared store that touches the interval: what was there before need not be there after it. */
export function storeEventWithin({ storeEvents }: TrialIndex, fromUs: number, toUs: number): EventRecord | undefined {
  return storeEvents.find((event) => event.toUs >= fromUs && event.fromUs <= toUs);
}

/** `node-2` of `node-2.1`. */
export function serverOf(incarnation: string): string {
  return incarnation.replace(/\.\d+$/, '');
}

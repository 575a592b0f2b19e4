/** Tiny builders of trial records, for tests that tell a story in a few lines. Times are milliseconds of load. */
import { formatRanges, type JournalEntry, type LedgerEntry, type Step } from '@session-lab/checkout/protocol';
import type {
  EndRecord,
  EventRecord,
  JarRecord,
  OperationRecord,
  SkipRecord,
  TrialHeader,
} from '../history/records.js';
import type { DumpInMemory, TrialInMemory } from '../history/trial.js';
import type { Design, Persistence, Routing, StoreKind } from '../scenario/scenario.js';

/** Two node incarnations, as HARD-CASES calls them. */
export const V = 'node-1.1';
export const W = 'node-2.1';

export interface Setting {
  readonly store?: StoreKind;
  readonly routing?: Routing;
  readonly nodes?: number;
  readonly ttlMs?: number;
  /** A session ends so long after it was created; only the idle time counts when left out. */
  readonly absoluteMs?: number;
  readonly persistence?: Persistence;
}

export interface OperationStory {
  /** Sent and answered (or given up), milliseconds. */
  readonly at: readonly [number, number];
  readonly step?: Step;
  readonly origin?: OperationRecord['origin'];
  readonly shopper?: number;
  readonly jar?: number;
  readonly lane?: number;
  readonly epoch?: number;
  readonly item?: number;
  readonly retryOf?: number;
  /** Key that the jar sent. */
  readonly key?: string;
  /** Key that the answer set; '' when it cleared the cookie. */
  readonly given?: string;
  readonly node?: string;
  /** Birth that the answer names, null for none; left out: it does not speak. */
  readonly birth?: string | null;
  readonly items?: readonly number[];
  /** 200 when left out; null for no answer. */
  readonly status?: number | null;
  readonly outcome?: OperationRecord['outcome'];
  readonly error?: string;
  readonly balancerMade?: boolean;
  readonly receipt?: boolean;
}

const US = 1000;

export function designOf(store: StoreKind, routing: Routing): Design {
  const variant = store === 'memory' ? 'stateful' : 'stateless';
  return { name: `${variant}-${routing}`, variant, routing, store, label: `${variant} (${routing})` };
}

export function headerOf(setting: Setting): TrialHeader {
  const {
    store = 'memory',
    routing = store === 'memory' ? 'cookie' : 'round-robin',
    nodes = 2,
    ttlMs = 60_000,
    absoluteMs = null,
    persistence = 'none',
  } = setting;
  const design = designOf(store, routing);
  return {
    kind: 'trial',
    format: 1,
    scenario: {
      name: 'story',
      question: 'What happened to this session?',
      designs: [design],
      cluster: {
        nodes,
        idleTtlMs: ttlMs,
        port: null,
        paymentDelayMs: 0,
        absoluteTtlMs: absoluteMs,
        itemBytes: 0,
        persistence,
      },
      load: {
        ratePerSecond: 10,
        durationMs: 60_000,
        warmUpMs: 0,
        thinkMs: 100,
        tabs: 1,
        handOffShare: 0,
        signOutShare: 0,
        heartbeats: 0,
        startOverShare: 0,
        timeoutMs: 1000,
      },
      faults: [],
      settleMs: 0,
      expect: {},
    },
    design,
    block: 0,
    seed: 1,
    planHash: 'story',
    plannedOperations: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    loadStartUs: 0,
    commandTimeoutMs: store === 'redis' ? 500 : 0,
  };
}

/** Collects records in any order; `trial()` sorts them as a recorded history is. */
export class History {
  readonly #header: TrialHeader;
  readonly #operations: OperationRecord[] = [];
  readonly #jars: JarRecord[] = [];
  readonly #skips: SkipRecord[] = [];
  readonly #events: EventRecord[] = [];
  readonly #journals = new Map<string, JournalEntry[]>();
  readonly #dumps: DumpInMemory[] = [];
  readonly #ledger: LedgerEntry[] = [];
  #end: EndRecord | null = null;

  constructor(setting: Setting = {}) {
    this.#header = headerOf(setting);
  }

  /** Adds an operation and, where a node answered it, its journal line. Returns its id. */
  op(story: OperationStory): number {
    const id = this.#operations.length + 1;
    const { status = 200, item = null, birth, node = status === null ? null : V } = story;
    const items = new Set([...(story.items ?? []), ...(item !== null && birth != null ? [item] : [])]);
    const sentUs = story.at[0] * US;
    this.#operations.push({
      kind: 'op',
      id,
      origin: story.origin ?? 'planned',
      shopper: story.shopper ?? 1,
      lane: story.lane ?? 0,
      jar: story.jar ?? 0,
      epoch: story.epoch ?? 0,
      step: story.step ?? (item === null ? 'browse' : 'plan'),
      item,
      retryOf: story.retryOf ?? null,
      intendedUs: sentUs,
      readyUs: sentUs,
      sentUs,
      doneUs: story.at[1] * US,
      keySent: story.key ?? null,
      keyGiven: story.given ?? null,
      outcome: story.outcome ?? outcomeOf(status),
      status,
      error: story.error ?? (status === null ? 'timeout' : null),
      balancerMade: story.balancerMade ?? false,
      node: story.balancerMade === true ? null : node,
      speaks: birth !== undefined,
      birth: birth ?? null,
      items: birth == null ? '' : formatRanges(items),
      receipt: story.receipt ?? false,
    });
    if (birth !== undefined && node !== null) this.line(node, { k: 'op', t: story.at[0], op: id });
    return id;
  }

  /** A session is created by the shopper's first operation: journal line, answer and cookie. Returns the operation's id. */
  born(birth: string, key: string, item: number, at: number, more: Partial<OperationStory> = {}): number {
    const node = more.node ?? V;
    const id = this.op({ step: 'open', ...more, at: [at, at + 2], item, given: key, node, birth });
    this.line(node, { k: 'created', t: at + 1, op: id, birth, key });
    return id;
  }

  /** @param entry with `t` in milliseconds */
  line(incarnation: string, entry: JournalEntry): void {
    const entries = this.#journals.get(incarnation) ?? [];
    this.#journals.set(incarnation, entries);
    entries.push({ ...entry, t: entry.t * US });
  }

  event(
    what: EventRecord['what'],
    subject: string,
    at: readonly [number, number],
    more: Partial<EventRecord> = {},
  ): void {
    const event = { kind: 'event', id: 0, what, subject, by: 'script', fault: 0, loses: [], reroutes: false } as const;
    this.#events.push({ ...event, ...more, fromUs: at[0] * US, toUs: at[1] * US });
  }

  startOver(at: number, jar = 0, shopper = 1): void {
    this.#jars.push({ kind: 'jar', t: at * US, shopper, jar, reason: 'start-over' });
  }

  /** An answer set a session cookie that was too long for a browser. */
  dropped(op: number, at: number, bytes = 4200, jar = 0, shopper = 1): void {
    this.#jars.push({ kind: 'jar', t: at * US, shopper, jar, reason: 'cookie-dropped', op, bytes });
  }

  skip(id: number, reason: SkipRecord['reason'], shopper = 1): void {
    this.#skips.push({ kind: 'skip', t: 0, id, origin: 'planned', shopper, step: 'browse', intendedUs: 0, reason });
  }

  /** The trial came to its end, with these counters. */
  end(counters: Partial<Pick<EndRecord, 'generator' | 'balancer'>>): void {
    const none = { generator: null, balancer: null, redis: null, nodes: {} } as const;
    this.#end = { kind: 'end', t: 60_000 * US, interrupted: false, quiet: true, ...none, ...counters };
  }

  charge(entry: LedgerEntry): void {
    this.#ledger.push(entry);
  }

  /** @param sessions key, birth, items; null: the store could not be dumped */
  dump(store: string, at: number, sessions: readonly (readonly [string, string, readonly number[]])[] | null): void {
    const lines =
      sessions?.map(([key, birth, items]) => ({
        key,
        birth,
        items: formatRanges(items),
        ttlMs: null,
        receipt: false,
      })) ?? null;
    this.#dumps.push({ store, sessions: lines, reason: lines === null ? 'no answer' : null, t: at * US });
  }

  trial(): TrialInMemory {
    const events = [...this.#events].sort((a, b) => a.fromUs - b.fromUs).map((event, i) => ({ ...event, id: i + 1 }));
    const planned = [...this.#operations, ...this.#skips].filter(({ origin }) => origin === 'planned').length;
    return {
      header: { ...this.#header, plannedOperations: planned },
      operations: [...this.#operations].sort((a, b) => a.doneUs - b.doneUs),
      jars: this.#jars,
      skips: this.#skips,
      events,
      samples: [],
      end: this.#end,
      journals: [...this.#journals].map(([incarnation, entries]) => ({
        incarnation,
        entries: [...entries].sort((a, b) => a.t - b.t),
      })),
      dumps: this.#dumps,
      ledger: this.#ledger,
    };
  }
}

function outcomeOf(status: number | null): OperationRecord['outcome'] {
  if (status === null || status >= 500) return 'indeterminate';
  return status >= 400 ? 'fail' : 'ok';
}

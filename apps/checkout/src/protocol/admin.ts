/**
 * The admin port of a node: `GET /health`, `GET /stats` ({@link NodeStats}), `GET /dump` (see dump.ts). The public port
 * answers `GET /health` too, for the balancer.
 */
export interface NodeStats {
  readonly node: string;
  /** Requests in flight, health checks and admin requests apart. */
  readonly inFlight: number;
  /** Requests received, health checks and admin requests apart. */
  readonly requests: number;
  /** Sessions held by the node's own store; null for a shared store. */
  readonly sessions: number | null;
  /** Bytes of those sessions, as far as the store knows; null for a shared store. */
  readonly sessionBytes: number | null;
  readonly cpuSeconds: number;
  readonly rssPeakBytes: number;
  readonly heapPeakBytes: number;
}

/** One charge of the payment gateway's ledger (`GET /ledger` on its admin port: NDJSON). */
export interface LedgerEntry {
  /** Monotonic microseconds of the charge. */
  readonly t: number;
  /** The idempotency key under which it was made. */
  readonly key: string;
  /** Shopper number sent along by the checkout (the user that signed in), for attribution. */
  readonly account: string;
  /** Operation id of the pay request that caused it. */
  readonly op: number;
  readonly amountCents: number;
}

/**
 * Environment of a node process. Every value is a string.
 *
 * A node prints one line of JSON on standard output when it is ready: `{"ready":true,"port":…,"adminPort":…}`. It binds
 * to loopback, stops gracefully at SIGTERM (answers what is in flight, refuses what comes with 503 and `x-effect: none`),
 * and exits by itself when the `disconnect` of its IPC channel says that the lab is gone, if it has one.
 */
export interface NodeEnvironment {
  /** `node-2.1` */
  readonly LAB_NODE: string;
  readonly LAB_PORT: string;
  readonly LAB_ADMIN_PORT: string;
  /** File to append the journal to. */
  readonly LAB_JOURNAL: string;
  /** One signing secret for all nodes, at least 32 characters. */
  readonly LAB_SECRET: string;
  /** `http://127.0.0.1:port` of the payment gateway. */
  readonly LAB_PAYMENTS: string;
  readonly LAB_PAYMENTS_TIMEOUT_MS: string;
  readonly LAB_IDLE_TTL_MS: string;
  /** Where the node keeps its sessions: `memory`, `memory-naive`; `redis`, `redis-blob`, `sealed`. Without it, the first of its variant. */
  readonly LAB_STORE?: string;
  /** A session ends this long after it was created, however busy it is; without it, only the idle time counts. */
  readonly LAB_ABSOLUTE_TTL_MS?: string;
  /** Bytes that the application keeps with every item of a session; 0 without it. */
  readonly LAB_ITEM_BYTES?: string;
  /** Stateless only: `redis://127.0.0.1:port`. */
  readonly LAB_REDIS?: string;
  /** Stateless only: deadline of every store command. */
  readonly LAB_REDIS_COMMAND_TIMEOUT_MS?: string;
}

/** Environment of the payment gateway process; it too prints `{"ready":true,"port":…,"adminPort":…}`. */
export interface GatewayEnvironment {
  readonly LAB_PORT: string;
  readonly LAB_ADMIN_PORT: string;
  /** Constant processing delay of a charge. */
  readonly LAB_DELAY_MS: string;
}

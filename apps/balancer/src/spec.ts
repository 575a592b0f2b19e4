/** What a balancer configuration is rendered from. Names of headers and cookies come from the checkout's protocol. */
export type BalancerRouting = 'cookie' | 'modulo' | 'consistent' | 'round-robin' | 'least-conn';

export interface BalancerServer {
  /** Stable name of the node, `node-2`; also the value of its affinity cookie. */
  readonly name: string;
  /** Port on loopback. */
  readonly port: number;
  /** false: declared, and left out of rotation until the admin socket enables it. */
  readonly enabled: boolean;
}

export interface BalancerSpec {
  readonly routing: BalancerRouting;
  /** Public port on loopback. */
  readonly port: number;
  /**
   * Path of the admin socket, best one relative to HAProxy's working directory: HAProxy expands `$` in it whatever the
   * quotes, and a Unix socket's path ends at about 100 bytes.
   */
  readonly adminSocket: string;
  readonly servers: readonly BalancerServer[];
  readonly affinityCookie: string;
  /** Request header that hash routing looks at: an id that the client sends from its first request on. */
  readonly deviceHeader: string;
  /** Response header, with value `made`, of every answer that the balancer itself makes. */
  readonly madeHeader: string;
  /** How long a node may take to answer before the balancer answers 504. */
  readonly serverTimeoutMs: number;
  /** Client connections at once; see {@link maxConnectionsFor}. */
  readonly maxConnections: number;
  readonly threads: number;
}

/** Above this many client connections a single-threaded balancer is not the right tool anyway. */
const ENOUGH_CONNECTIONS = 20_000;

/**
 * Client connections that an open-file limit allows: each costs two descriptors (client and node), and a tenth is kept
 * for listeners, health checks and idle connections to nodes.
 *
 * @param openFiles hard limit of open files; Infinity for none
 */
export function maxConnectionsFor(openFiles: number): number {
  return Math.min(ENOUGH_CONNECTIONS, Math.max(1, Math.floor((openFiles * 0.9) / 2)));
}

/** HAProxy as the cluster's balancer: its configuration on disk, its process, its admin socket. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BalancerServer, maxConnectionsFor, renderBalancerConfig } from '@session-lab/balancer';
import { AFFINITY_COOKIE, HEADERS } from '@session-lab/checkout/protocol';
import { LabError } from '../../errors.js';
import type { Routing } from '../../scenario/scenario.js';
import { BalancerAdmin } from './balancer-admin.js';
import type { Child } from './child.js';
import type { Launcher } from './launcher.js';
import { type Patience, untilReady } from './readiness.js';

/** The same for every design. */
export const SERVER_TIMEOUT_MS = 3000;
const CONFIG_FILE = 'haproxy.cfg';
/** Relative: HAProxy runs in the run's folder, and a Unix socket's path must be short. */
const ADMIN_SOCKET = 'admin.sock';
/** Bytes; macOS has 103, Linux 107. */
const LONGEST_SOCKET_PATH = 103;

export interface BalancerOptions {
  readonly program: string;
  readonly port: number;
  readonly routing: Routing;
  readonly servers: readonly BalancerServer[];
  /** Hard limit of open files; Infinity for none. */
  readonly openFiles: number;
}

export class Balancer {
  readonly port: number;
  readonly child: Child;
  readonly admin: BalancerAdmin;
  paused = false;

  private constructor(port: number, child: Child, admin: BalancerAdmin) {
    this.port = port;
    this.child = child;
    this.admin = admin;
  }

  /**
   * Starts HAProxy and waits until every enabled server is up in its view.
   *
   * @throws PortTaken
   */
  static async start(launcher: Launcher, options: BalancerOptions, patience: Patience): Promise<Balancer> {
    const { program, port, routing, servers, openFiles } = options;
    const config = renderBalancerConfig({
      routing,
      port,
      adminSocket: ADMIN_SOCKET,
      servers,
      affinityCookie: AFFINITY_COOKIE,
      deviceHeader: HEADERS.device,
      madeHeader: HEADERS.balancer,
      serverTimeoutMs: SERVER_TIMEOUT_MS,
      maxConnections: maxConnectionsFor(openFiles),
      threads: 1,
    });
    writeFileSync(join(launcher.run.folder, CONFIG_FILE), config);
    const admin = new BalancerAdmin(socketPath(launcher.run.folder));
    const args = ['-db', '-f', CONFIG_FILE];
    const child = await launcher.launch({ name: 'balancer', program, args, env: {}, ipc: false });
    child.endExpected = true;
    await untilReady(child, patience, async () => {
      const states = await admin.states(patience.signal).catch(() => null);
      return states !== null && servers.every(({ name, enabled }) => !enabled || states.get(name) === 'up')
        ? true
        : null;
    });
    child.endExpected = false;
    return new Balancer(port, child, admin);
  }
}

/** @throws LabError LAB_PLATFORM when the system cannot reach a socket there */
function socketPath(folder: string): string {
  const path = join(folder, ADMIN_SOCKET);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  throw new LabError(
    'LAB_PLATFORM',
    `${path} is too long for a Unix socket`,
    'set TMPDIR to a folder with a shorter path',
  );
}

/** Hard limit of open files, which HAProxy may raise its own to; Infinity for none. */
export async function openFileLimit(): Promise<number> {
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'ulimit -Hn']);
  return stdout.trim() === 'unlimited' ? Number.POSITIVE_INFINITY : Number(stdout);
}

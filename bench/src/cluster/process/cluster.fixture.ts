/** Real clusters for tests: plans, folders, programs, and a client that counts. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HEADERS } from '@session-lab/checkout/protocol';
import type { LabError } from '../../errors.js';
import type { EventRecord } from '../../history/records.js';
import { locatePrograms } from '../../provision/locate.js';
import { RUN_PROGRAMS } from '../../provision/programs.js';
import type { Routing, Variant } from '../../scenario/scenario.js';
import type { ClusterContext, ClusterPlan, StartedCluster } from '../cluster.js';
import { createProcessDriver, type ProcessDriverOptions } from './driver.js';

export type Seen = Omit<EventRecord, 'id' | 'kind' | 'fault'>;

export const SMALL_CLUSTER = {
  nodes: 2,
  spareNodes: 0,
  idleTtlMs: 60_000,
  paymentDelayMs: 1,
  absoluteTtlMs: null,
  itemBytes: 0,
  persistence: 'none',
  port: null,
} as const;

/** A folder for everything that a test's clusters write; the registry among it is the test's own. */
export class Bench implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench '));
  readonly registry = join(this.folder, 'r');
  readonly events: Seen[] = [];
  readonly failures: LabError[] = [];
  readonly abort = new AbortController();

  plan(variant: Variant, routing: Routing, more: Partial<ClusterPlan> = {}): ClusterPlan {
    const folderOf = (name: string): string => {
      const folder = join(this.folder, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    return {
      design: { name: variant, variant, routing, store: variant === 'stateful' ? 'memory' : 'redis', label: variant },
      ...SMALL_CLUSTER,
      journalDir: folderOf('journals'),
      logDir: folderOf('logs'),
      ...more,
    };
  }

  context(): ClusterContext {
    return {
      nowUs: () => Number(process.hrtime.bigint() / 1000n),
      onEvent: (event) => this.events.push(event),
      onFailure: (error) => this.failures.push(error),
      signal: this.abort.signal,
    };
  }

  start(plan: ClusterPlan, options: Partial<ProcessDriverOptions> = {}): Promise<StartedCluster> {
    return createProcessDriver({ ...programs(), registry: this.registry, ...options }).start(plan, this.context());
  }

  /** Waits for an event of the cluster. */
  async seen(what: Seen['what'], subject: string): Promise<Seen> {
    const find = (): Seen | undefined => this.events.find((event) => event.what === what && event.subject === subject);
    await until(() => find() !== undefined);
    const event = find();
    if (event === undefined) throw new Error('unreachable');
    return event;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

export function programs(): { redisServer: string; haproxy: string } {
  const { redisServer, haproxy } = locatePrograms(RUN_PROGRAMS, process.env['PATH']);
  if (redisServer === undefined || haproxy === undefined) throw new Error('redis-server or haproxy is missing');
  return { redisServer, haproxy };
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

/** Who answered: an incarnation, `balancer 503`, or an error code. */
export type Answered = Readonly<Record<string, number>>;

/**
 * Sends requests one after the other over one connection.
 *
 * @param headersOf of the request with this number
 */
export async function ask(
  { host, port }: StartedCluster,
  count: number,
  headersOf: (index: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answered: Record<string, number> = {};
  for (let index = 0; index < count; index += 1) {
    const who = await new Promise<string>((resolve) => {
      const options = { host, port, path: '/api/session', agent, headers: { ...headersOf(index) } };
      get(options, (answer) => {
        const made = answer.headers[HEADERS.balancer] === 'made' ? `balancer ${answer.statusCode}` : null;
        answer.resume().on('end', () => resolve(made ?? `${answer.headers[HEADERS.node]}`));
      }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    answered[who] = (answered[who] ?? 0) + 1;
  }
  agent.destroy();
  return answered;
}

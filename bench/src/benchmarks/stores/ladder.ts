/**
 * What the session layer itself costs: a ladder of small servers, each with one more thing before the same small answer,
 * under a closed loop over loopback. Every round runs every rung for a short slice, in random order, and a rung is held
 * against the bare handler of the same round, so that what the machine does meanwhile hits both.
 *
 * Two figures a rung. Processor time a request is of the server's process alone (Redis's own is not in it), by its own
 * account. Throughput is of server and load generator together: where the generator is busier than the server, it hides
 * part of what a rung costs, so its share of busy time stands beside.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { StartedProcess } from '@session-lab/checkout/rigs';
import autocannon from 'autocannon';
import { createDice, shuffled } from '../../plan/dice.js';
import { medianOf } from '../../stats/moments.js';
import { type Ratio, ratioByRound } from '../../stats/ratio.js';
import {
  ASK_WORK,
  BASE,
  REDIS_VARIABLE,
  REQUEST_PATH,
  RUNG_NAMES,
  RUNG_VARIABLE,
  type RungName,
  START_PATH,
  type Work,
} from './ladder-rungs.js';

export interface LadderOptions {
  readonly quick: boolean;
  readonly seed: number;
  /** A Redis that serves the benchmark alone. */
  readonly redisUrl: string;
  readonly signal?: AbortSignal | undefined;
  /** Others than those of a quick or a whole measurement. */
  readonly rounds?: number | undefined;
  readonly sliceMs?: number | undefined;
  readonly warmUpMs?: number | undefined;
  readonly rungs?: readonly RungName[] | undefined;
  readonly say?: ((progress: string) => void) | undefined;
}

export interface LadderSlice {
  readonly rung: RungName;
  /** From 0. */
  readonly round: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly cpuUsPerRequest: number;
  /** Share of the slice in which the load generator had something to do, 0–1. */
  readonly generatorBusy: number;
}

export interface RungFigures {
  readonly rung: RungName;
  readonly requestsPerSecond: number;
  readonly cpuUsPerRequest: number;
  readonly generatorBusy: number;
  /** Over the bare handler's of the same round; null for that one itself. */
  readonly throughputRatio: Ratio | null;
  readonly cpuRatio: Ratio | null;
}

export interface LadderFigures {
  readonly connections: number;
  readonly rounds: number;
  readonly sliceMs: number;
  readonly slices: readonly LadderSlice[];
  readonly rungs: readonly RungFigures[];
}

const CONNECTIONS = 16;
const WARM_UP_MS = 750;
/** Of this package, found from the sources, too, when tests run them. */
const SERVER = fileURLToPath(
  new URL(
    './benchmarks/stores/ladder-server.js',
    `file://${createRequire(import.meta.url).resolve('@session-lab/bench')}`,
  ),
);

/** @throws whatever the signal was aborted with; Error when a server fails, or an answer is not the right one */
export async function measureLadder(options: LadderOptions): Promise<LadderFigures> {
  const { quick, seed, signal, say = () => {}, rungs = RUNG_NAMES, warmUpMs = WARM_UP_MS } = options;
  const rounds = options.rounds ?? (quick ? 4 : 8);
  const sliceMs = options.sliceMs ?? (quick ? 300 : 500);
  const servers: RungServer[] = [];
  const slices: LadderSlice[] = [];
  try {
    for (const rung of rungs) {
      signal?.throwIfAborted();
      servers.push(await RungServer.start(rung, options.redisUrl));
    }
    say('ladder · warming up');
    for (const server of servers) await server.slice(-1, warmUpMs, signal);
    for (let round = 0; round < rounds; round += 1) {
      say(`ladder · round ${round + 1} of ${rounds}`);
      for (const server of shuffled(servers, createDice(seed, 'ladder', round))) {
        slices.push(await server.slice(round, sliceMs, signal));
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  }
  return { connections: CONNECTIONS, rounds, sliceMs, slices, rungs: summarise(slices, rungs) };
}

/** Medians of each rung, and its ratios to the bare handler round by round. Pure. */
export function summarise(slices: readonly LadderSlice[], rungs: readonly RungName[]): RungFigures[] {
  const of = (rung: RungName): LadderSlice[] => slices.filter((slice) => slice.rung === rung);
  const base = of(BASE);
  return rungs.map((rung) => {
    const own = of(rung);
    const ratioOf = (figure: 'requestsPerSecond' | 'cpuUsPerRequest'): Ratio | null =>
      rung === BASE ? null : ratioByRound(own, base, (slice) => slice[figure]);
    return {
      rung,
      requestsPerSecond: medianOf(own.map((slice) => slice.requestsPerSecond)),
      cpuUsPerRequest: medianOf(own.map((slice) => slice.cpuUsPerRequest)),
      generatorBusy: medianOf(own.map((slice) => slice.generatorBusy)),
      throughputRatio: ratioOf('requestsPerSecond'),
      cpuRatio: ratioOf('cpuUsPerRequest'),
    };
  });
}

class RungServer implements AsyncDisposable {
  readonly #rung: RungName;
  readonly #process: StartedProcess;
  readonly #cookies: readonly string[];

  private constructor(rung: RungName, process: StartedProcess, cookies: readonly string[]) {
    this.#rung = rung;
    this.#process = process;
    this.#cookies = cookies;
  }

  static async start(rung: RungName, redisUrl: string): Promise<RungServer> {
    const process = await StartedProcess.start(SERVER, {
      NODE_ENV: 'production',
      [RUNG_VARIABLE]: rung,
      [REDIS_VARIABLE]: redisUrl,
    });
    try {
      const cookies: string[] = [];
      for (let n = 0; n < CONNECTIONS; n += 1) cookies.push(await startSession(process.origin));
      return new RungServer(rung, process, cookies);
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** @throws Error when a request failed, or the server counts fewer than were answered */
  async slice(round: number, sliceMs: number, signal: AbortSignal | undefined): Promise<LadderSlice> {
    signal?.throwIfAborted();
    const before = await this.#work();
    const startedMs = performance.now();
    const busy = performance.eventLoopUtilization();
    const answered = await load(this.#process.origin, this.#cookies, sliceMs, signal);
    const seconds = (performance.now() - startedMs) / 1000;
    const generatorBusy = performance.eventLoopUtilization(busy).utilization;
    signal?.throwIfAborted();
    const after = await this.#work();
    const requests = after.requests - before.requests;
    // Those that were under way at the end were handled, too, though nobody heard the answer.
    if (answered > requests || requests > answered + CONNECTIONS) {
      throw new Error(`${this.#rung} answered ${answered} requests, and counts ${requests}`);
    }
    return {
      rung: this.#rung,
      round,
      requests,
      requestsPerSecond: answered / seconds,
      cpuUsPerRequest: (after.cpuUs - before.cpuUs) / requests,
      generatorBusy,
    };
  }

  async #work(): Promise<Work> {
    const { child } = this.#process;
    const told = once(child, 'message');
    child.send(ASK_WORK);
    const [work] = (await told) as [Work];
    return work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** @returns the session cookie, as it is to be sent */
async function startSession(origin: string): Promise<string> {
  const answer = await fetch(origin + START_PATH);
  const [cookie = ''] = answer.headers.getSetCookie();
  if (answer.status !== 200 || cookie === '') throw new Error(`a session could not be started: ${answer.status}`);
  return cookie.split(';')[0] ?? '';
}

/** @returns answers @throws Error when one of them is not 200, or a request failed */
function load(
  origin: string,
  cookies: readonly string[],
  durationMs: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  let connection = 0;
  return new Promise((resolve, reject) => {
    const running = autocannon(
      {
        url: origin,
        connections: cookies.length,
        pipelining: 1,
        duration: durationMs / 1000,
        timeout: 10,
        sampleInt: 10,
        setupClient: (client) => {
          client.setRequests([
            { method: 'GET', path: REQUEST_PATH, headers: { cookie: cookies[connection % cookies.length] as string } },
          ]);
          connection += 1;
        },
      },
      (error, { non2xx, errors, timeouts, '2xx': answered }) => {
        signal?.removeEventListener('abort', stop);
        if (error !== null) reject(error);
        else if (non2xx + errors + timeouts > 0) reject(new Error(`${non2xx + errors + timeouts} requests failed`));
        else resolve(answered);
      },
    );
    const stop = (): void => running.stop();
    signal?.addEventListener('abort', stop);
  });
}

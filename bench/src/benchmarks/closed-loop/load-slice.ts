/**
 * One slice of load by autocannon: a closed loop, one visitor a connection, each of which sends its next request when it
 * has the answer to the one before. Every answer is looked at: its status, the session that it names, its items.
 *
 * Autocannon's own end cuts the requests that are under way, and a node may or may not have counted those. So each
 * connection is told, when the time is over, that it has sent all: it ends after its answer, and what was sent, answered
 * and counted by the node can be held against each other to the last request.
 */
import { performance } from 'node:perf_hooks';
import { HEADERS } from '@session-lab/checkout/protocol';
import autocannon, { type Client, type ResponseHead, type Result } from 'autocannon';
import { createHistogram, type LatencyHistogram, recordUs } from '../../stats/histogram.js';
import type { Mix } from './mixes.js';
import { requestsOf } from './requests.js';
import { identityOf, type Visitor } from './visitors.js';

/** Only for a node that does not answer any more: the slice ends by itself long before. */
const BACKSTOP_SECONDS = 30;
const LOOK_EVERY_MS = 5;
const ANSWER_WITHIN_SECONDS = 10;

export interface SliceLoad {
  /** Of a node, or of a balancer. */
  readonly port: number;
  readonly mix: Mix;
  /** A connection each. */
  readonly visitors: readonly Visitor[];
  /** From the moment at which every connection has had an answer. */
  readonly durationMs: number;
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
}

export interface SliceAnswers {
  /** Sent and answered, the first and the last ones too. */
  readonly sent: number;
  readonly answered: number;
  /** What was wrong with the first answer that was wrong; null where all were right. */
  readonly firstWrong: string | null;
  /** Refused, cut off or timed out. */
  readonly failures: number;
  /** While all connections were busy: from the moment at which each had an answer, to the end of the time. */
  readonly busyUs: number;
  readonly answeredWhileBusy: number;
  readonly latency: LatencyHistogram;
  /** Share of the time in which the generator had something to do. */
  readonly generatorBusy: number;
}

export function loadSlice(load: SliceLoad): Promise<SliceAnswers> {
  return new Promise((resolve, reject) => {
    let ends: NodeJS.Timeout | undefined;
    const slice = new RunningSlice(load, () => {
      ends = setTimeout(() => slice.timeIsUp(), load.durationMs);
    });
    const before = performance.eventLoopUtilization();
    const tracker = autocannon(
      {
        url: `http://127.0.0.1:${load.port}`,
        connections: load.visitors.length,
        pipelining: 1,
        duration: load.durationMs / 1000 + BACKSTOP_SECONDS,
        timeout: ANSWER_WITHIN_SECONDS,
        sampleInt: LOOK_EVERY_MS,
        setupClient: (client) => slice.add(client),
      },
      (error, result) => {
        clearTimeout(ends);
        load.signal.removeEventListener('abort', onAbort);
        const generatorBusy = performance.eventLoopUtilization(before).utilization;
        if (error === null) resolve(slice.finish(result, generatorBusy));
        else reject(error);
      },
    );
    const onAbort = (): void => tracker.stop();
    load.signal.addEventListener('abort', onAbort);
    if (load.signal.aborted) onAbort();
  });
}

class RunningSlice {
  readonly #load: SliceLoad;
  readonly #onBusy: () => void;
  readonly #clients: Client[] = [];
  readonly #latency = createHistogram();
  #answered = 0;
  #waitingForFirst = 0;
  #busyFromUs = 0;
  #answeredBefore = 0;
  /** When the time was over, and how many answers there were by then. */
  #over: { readonly atUs: number; readonly answered: number } | null = null;
  #timeIsUp = false;
  #firstWrong: string | null = null;

  /** @param onBusy called when every connection has had an answer */
  constructor(load: SliceLoad, onBusy: () => void) {
    this.#load = load;
    this.#onBusy = onBusy;
    this.#waitingForFirst = load.visitors.length;
  }

  add(client: Client): void {
    const index = this.#clients.push(client) - 1;
    const visitor = this.#load.visitors[index];
    if (visitor === undefined) throw new Error('more connections than visitors');
    client.setRequests(requestsOf(this.#load.mix, identityOf(visitor), index));
    let isFirst = true;
    client.on('headers', (head) => {
      this.#firstWrong ??= whatIsWrong(head, visitor);
    });
    client.on('response', (_status, _bytes, durationMs) => {
      this.#answered += 1;
      if (isFirst) {
        isFirst = false;
        this.#waitingForFirst -= 1;
        if (this.#waitingForFirst === 0) this.#begin();
      } else if (this.#busyFromUs > 0 && this.#over === null) {
        recordUs(this.#latency, Math.round(durationMs * 1000));
        if (this.#timeIsUp) this.#drain();
      }
    });
  }

  #begin(): void {
    this.#busyFromUs = this.#load.nowUs();
    this.#answeredBefore = this.#answered;
    this.#onBusy();
  }

  timeIsUp(): void {
    this.#timeIsUp = true;
    this.#drain();
  }

  /**
   * From here on each connection ends after the answer that it waits for. On a machine that is too busy for a single
   * answer in time, the first one is waited for: there is no rate of none.
   */
  #drain(): void {
    if (this.#answered === this.#answeredBefore) return;
    this.#over = { atUs: this.#load.nowUs(), answered: this.#answered };
    for (const client of this.#clients) client.responseMax = Math.max(1, client.reqsMade);
  }

  finish(result: Result, generatorBusy: number): SliceAnswers {
    const over = this.#over ?? { atUs: this.#load.nowUs(), answered: this.#answered };
    const failures = result.errors + result.timeouts + result.non2xx;
    return {
      sent: result.requests.sent,
      answered: result['2xx'],
      failures,
      firstWrong: this.#firstWrong ?? (failures === 0 ? null : `${failures} requests failed or timed out`),
      busyUs: over.atUs - this.#busyFromUs,
      answeredWhileBusy: over.answered - this.#answeredBefore,
      latency: this.#latency,
      generatorBusy,
    };
  }
}

/** Status, birth and items of every answer: what a store serves of the wrong session, or of none, is no throughput. */
function whatIsWrong({ statusCode, headers }: ResponseHead, { birth, items }: Visitor): string | null {
  if (statusCode !== 200) return `status ${statusCode}`;
  const named = headerOf(headers, HEADERS.birth);
  if (named !== birth) return `session ${named} instead of ${birth}`;
  const listed = headerOf(headers, HEADERS.items);
  return listed === items ? null : `items ${listed} instead of ${items}`;
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2) if (headers[index] === name) return headers[index + 1];
  return undefined;
}

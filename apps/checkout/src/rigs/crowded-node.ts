/** A real node that is filled with people's sessions, and weighed: how much heap each adds, garbage apart. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeStats, SESSION_COOKIE, STEPS, type Step } from '../protocol/index.js';
import { StartedProcess } from './started-process.js';

/** URL of heap-probe.ts, for `--import`. */
export const HEAP_PROBE = new URL('./heap-probe.js', import.meta.url).href;
const TOGETHER = 32;
/** Item numbers that a person has to themselves. */
const ITEMS_EACH = 100;

/** Somebody whose session the node is to hold; every request is answered 200, or the crowd fails. */
export interface Member {
  /** From 0, and nobody else's in this node. */
  readonly number: number;
  /** The first item number of their own; the next 99 are theirs, too. */
  readonly firstItem: number;
  /** The session cookie as it was set, percent-encoded; null before the first answer. */
  readonly cookie: string | null;
  send(step: Step, body: object): Promise<void>;
}
export type Journey = (member: Member) => Promise<void>;

/** As far as the payment: signs in, watches, chooses a plan and a card, reviews. */
export const toReview: Journey = async (member) => {
  const item = member.firstItem;
  await member.send('open', { item });
  await member.send('signIn', { item: item + 1, account: `shopper-${member.number}` });
  const positionSeconds = member.number % 4000;
  await member.send('watch', { title: 'the-long-night', positionSeconds, sequence: 7 });
  await member.send('plan', { item: item + 2, plan: 'standard' });
  await member.send('paymentMethod', { item: item + 3, card: '0042' });
  await member.send('review', { item: item + 4 });
};

/** A session of so many items, 1 to 100: opens, signs in, then chooses plan after plan. */
export const ofItems =
  (items: number): Journey =>
  async (member) => {
    const item = member.firstItem;
    await member.send('open', { item });
    if (items > 1) await member.send('signIn', { item: item + 1, account: `shopper-${member.number}` });
    for (let n = 2; n < items; n += 1) await member.send('plan', { item: item + n, plan: 'standard' });
  };

export class CrowdedNode implements AsyncDisposable {
  readonly process: StartedProcess;
  readonly #folder: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
  #people = 0;

  private constructor(process: StartedProcess, folder: string) {
    this.process = process;
    this.#folder = folder;
  }

  /**
   * @param main file of the node
   * @param store LAB_STORE
   * @param environment further variables, and others than these defaults
   */
  static async start(main: string, store: string, environment: Record<string, string> = {}): Promise<CrowdedNode> {
    const folder = await mkdtemp(join(tmpdir(), 'lab-weight-'));
    try {
      const process = await StartedProcess.start(main, {
        NODE_OPTIONS: `--import=${HEAP_PROBE} --max-old-space-size=2048`,
        LAB_NODE: 'node-1.1',
        LAB_JOURNAL: join(folder, 'journal.ndjson'),
        LAB_SECRET: 'x'.repeat(32),
        LAB_PAYMENTS: 'http://127.0.0.1:1',
        LAB_PAYMENTS_TIMEOUT_MS: '1000',
        LAB_IDLE_TTL_MS: '3600000',
        LAB_STORE: store,
        ...environment,
      });
      return new CrowdedNode(process, folder);
    } catch (error) {
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  /** Bytes of the node's heap in use after a collection. */
  async heapUsed(): Promise<number> {
    const { child } = this.process;
    const told = once(child, 'message');
    child.send('heap');
    const [{ heapUsed }] = (await told) as [{ heapUsed: number }];
    return heapUsed;
  }

  async stats(): Promise<NodeStats> {
    return (await (await fetch(`${this.process.adminOrigin}/stats`)).json()) as NodeStats;
  }

  /**
   * So many more people go their way, 32 at a time.
   *
   * @returns their cookies
   * @throws Error when an answer is not 200, and whatever the signal was aborted with
   */
  async crowd(size: number, journey: Journey, signal?: AbortSignal): Promise<readonly string[]> {
    const until = this.#people + size;
    const cookies: string[] = [];
    const walk = async (): Promise<void> => {
      while (this.#people < until) {
        signal?.throwIfAborted();
        const member = new Walker(this.process.origin, this.#agent, this.#people);
        this.#people += 1;
        await journey(member);
        if (member.cookie !== null) cookies.push(member.cookie);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, walk));
    return cookies;
  }

  /**
   * Bytes that each of so many more people adds to what `gauge` reads. What is needed once, for code and connections,
   * is no session's weight, so that somebody should have been there before.
   */
  async weigh(size: number, journey: Journey, gauge: () => Promise<number>, signal?: AbortSignal): Promise<number> {
    const before = await gauge();
    await this.crowd(size, journey, signal);
    return ((await gauge()) - before) / size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.process[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

/** By plain `node:http`: a crowd by `fetch` takes five times as long. */
class Walker implements Member {
  readonly number: number;
  readonly firstItem: number;
  cookie: string | null = null;
  readonly #origin: string;
  readonly #agent: Agent;

  constructor(origin: string, agent: Agent, number: number) {
    this.#origin = origin;
    this.#agent = agent;
    this.number = number;
    this.firstItem = number * ITEMS_EACH;
  }

  send(step: Step, body: object): Promise<void> {
    const { method, path } = STEPS[step];
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(this.cookie === null ? {} : { cookie: `${SESSION_COOKIE}=${this.cookie}` }),
    };
    return new Promise((resolve, reject) => {
      const asked = ask(this.#origin + path, { agent: this.#agent, method, headers }, (answer) => {
        answer.resume().once('error', reject);
        answer.once('end', () => {
          for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`${method} ${path} was answered ${answer.statusCode}`));
        });
      });
      asked.once('error', reject).end(text);
    });
  }

  #keep(line: string): void {
    const value = new RegExp(`^${SESSION_COOKIE}=([^;]*)`).exec(line)?.[1];
    if (value !== undefined) this.cookie = value === '' ? null : value;
  }
}

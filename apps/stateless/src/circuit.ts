/**
 * The circuit breaker between the store and Redis. Its state is that of the connection:
 *
 * | state | when | requests |
 * |---|---|---|
 * | closed | connected, and Redis answers | are asked, with a deadline |
 * | open | MISSES_TO_OPEN deadlines missed in a row; the connection is dropped | refused at once |
 * | half open | a new connection has said that it is ready, and a PING of ours is under way | refused at once |
 *
 * So no request pays for finding out whether Redis is back, nothing waits in a queue meanwhile, and what was under way on
 * a connection that went dead is settled when that is dropped.
 */
import { StoreRefused } from '@session-lab/checkout';
import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import type { Redis } from 'ioredis';
import { type Deadline, DeadlineMissed, deadline } from './deadline.js';
import { didNothing } from './refusals.js';

/** One may be a hiccup. A frozen Redis costs this many people one deadline each, at most, if they come one by one. */
const MISSES_TO_OPEN = 3;

export class Circuit<Client extends Redis> {
  readonly #redis: Client;
  readonly #deadline: Deadline;
  readonly #breaker: CircuitBreakerPolicy;

  /** @param deadlineMs of every call */
  constructor(redis: Client, deadlineMs: number) {
    this.#redis = redis;
    this.#deadline = deadline(deadlineMs);
    // Half open as soon as somebody asks: nobody but our probe does.
    const breaker = new ConsecutiveBreaker(MISSES_TO_OPEN);
    this.#breaker = circuitBreaker(handleType(DeadlineMissed), { halfOpenAfter: 0, breaker });
    this.#breaker.onBreak(() => redis.disconnect(true));
    redis.on('ready', () => void this.#probe());
  }

  /**
   * @param command sends one command, or one script of ours, before it returns
   * @throws StoreRefused at once, and nothing was sent, while Redis is known to be away, or when Redis refused to do
   *   anything; DeadlineMissed; whatever else Redis or the client says
   */
  async ask<Result>(command: (redis: Client) => Promise<Result>): Promise<Result> {
    const { status } = this.#redis;
    if (status !== 'ready') throw new StoreRefused(`Redis is not connected (${status})`);
    if (this.#breaker.state !== CircuitState.Closed) throw new StoreRefused('Redis did not answer in time of late');
    try {
      return await this.#breaker.execute(() => this.#deadline(command(this.#redis)));
    } catch (error) {
      throw didNothing(error) ? new StoreRefused(error.message, { cause: error }) : error;
    }
  }

  /** What it tells the breaker is all that matters: a connection that fails meanwhile says so by itself. */
  async #probe(): Promise<void> {
    await this.#breaker.execute(() => this.#deadline(this.#redis.ping())).catch(() => {});
  }
}

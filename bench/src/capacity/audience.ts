/** The visitors of one cluster, signed in through its balancer as they are needed, each with a session of its own. */
import { signInVisitors, type Visitor } from '../benchmarks/closed-loop/visitors.js';
import { LabError } from '../errors.js';

/** Items of a session: what a person has gathered half-way through a checkout. */
export const ITEMS = 10;

export interface AudienceOptions {
  /** Of the balancer. */
  readonly port: number;
  readonly wallMs: () => number;
  readonly signal: AbortSignal;
}

export class Audience {
  readonly #options: AudienceOptions;
  readonly #visitors: Visitor[] = [];

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  /** All that were signed in so far. */
  all(): readonly Visitor[] {
    return this.#visitors;
  }

  /** So many of them, those who came first; signs in who is missing. @throws LabError LAB_MEASUREMENT_VOID */
  async first(count: number): Promise<readonly Visitor[]> {
    const missing = count - this.#visitors.length;
    if (missing > 0) {
      const name = `visitors-from-${this.#visitors.length}`;
      const signedIn = await signInVisitors({
        ...this.#options,
        name,
        count: missing,
        items: ITEMS,
        nameDevices: true,
      });
      if ('cookieBytes' in signedIn) {
        const problem = `a session of ${ITEMS} items makes a cookie of ${signedIn.cookieBytes} bytes, which no browser keeps`;
        throw new LabError('LAB_MEASUREMENT_VOID', problem);
      }
      this.#visitors.push(...signedIn);
    }
    return this.#visitors.slice(0, count);
  }
}

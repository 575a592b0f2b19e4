/** Asks the payment gateway for a charge, with a deadline. */

import type { Charge, ChargeRequest } from '../protocol/index.js';

/** The gateway did not confirm the charge; it may have made it all the same. */
export class ChargeUnconfirmed extends Error {
  override readonly name = 'ChargeUnconfirmed';
  /** 502: refused, or cut off; 504: no answer in time. */
  readonly statusCode: 502 | 504;
  constructor(statusCode: 502 | 504, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
  }
}

export interface Payments {
  /** @throws ChargeUnconfirmed */
  charge(request: ChargeRequest): Promise<Charge>;
}

/** @param origin `http://127.0.0.1:port` */
export function paymentGateway(origin: string, timeoutMs: number): Payments {
  const url = `${origin}/charges`;
  return {
    async charge(request) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!answer.ok) throw new ChargeUnconfirmed(502, `the payment gateway answered ${answer.status}`);
        return (await answer.json()) as Charge;
      } catch (cause) {
        if (cause instanceof ChargeUnconfirmed) throw cause;
        const late = cause instanceof Error && cause.name === 'TimeoutError';
        throw late
          ? new ChargeUnconfirmed(504, 'the payment gateway did not answer in time', { cause })
          : new ChargeUnconfirmed(502, 'the payment gateway could not be asked', { cause });
      }
    },
  };
}

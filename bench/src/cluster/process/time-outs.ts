/** The time-outs inside a cluster, the same for every design: reports print them. */
import { COMMAND_TIMEOUT_MS, PAYMENTS_TIMEOUT_MS } from './apps.js';
import { SERVER_TIMEOUT_MS } from './balancer.js';

/** Milliseconds, by who waits for whom. */
export const TIME_OUTS_MS: Readonly<Record<string, number>> = {
  'balancer for a node': SERVER_TIMEOUT_MS,
  'node for Redis': COMMAND_TIMEOUT_MS,
  'node for a payment': PAYMENTS_TIMEOUT_MS,
};

/**
 * What an operation's answer, or the lack of one, means (DESIGN of the three outcomes as in Jepsen). Pure.
 *
 * | what came back | outcome |
 * |---|---|
 * | 2xx | ok |
 * | 4xx | fail |
 * | 3xx on a read: nothing is followed, and nothing was read | fail |
 * | 3xx on a step that writes | indeterminate |
 * | 5xx with `x-effect: none` | fail |
 * | 503 that the balancer itself made: it reached no node | fail |
 * | any other 5xx on a step that writes | indeterminate |
 * | any other 5xx on a read | fail |
 * | connection refused, or not established in time: not a byte was sent | fail |
 * | time-out, close without an answer, reset | indeterminate |
 */
import { STEPS, type Step } from '@session-lab/checkout/protocol';
import type { Outcome } from '../history/records.js';

/** Steps without an effect on any session: a 5xx on them left nothing behind. Log-out, hand-off and claim do have one. */
const READS: ReadonlySet<Step> = new Set((Object.keys(STEPS) as Step[]).filter((step) => STEPS[step].method === 'GET'));

export type TransportError = 'refused' | 'unconnected' | 'timeout' | 'closed' | 'reset' | 'protocol';
/** Nothing of the request left this machine's socket. */
const NEVER_SENT: ReadonlySet<TransportError> = new Set(['refused', 'unconnected']);

/** The balancer's own 504 and 502 are no such proof: a node had the request, and may execute it yet. */
const NO_NODE_REACHED = 503;

export function outcomeOfAnswer(step: Step, status: number, provedNoEffect: boolean, balancerMade: boolean): Outcome {
  if (status < 300) return 'ok';
  if ((status >= 400 && status < 500) || provedNoEffect || READS.has(step)) return 'fail';
  if (balancerMade && status === NO_NODE_REACHED) return 'fail';
  return 'indeterminate';
}

export function outcomeOfError(error: TransportError): Outcome {
  return NEVER_SENT.has(error) ? 'fail' : 'indeterminate';
}

/**
 * Answers for what went wrong. None of them saves a session or touches a cookie.
 *
 * | what | status | says |
 * |---|---|---|
 * | look-up failed, handler not run | 503 | `x-effect: none`, `retry-after` |
 * | session ended between look-up and save | 409 | speaks: there is none |
 * | store knew that it was away, and sent nothing, or was refused | 503 | `x-effect: none`, `retry-after`: a step asks its store first |
 * | store failed under the handler | 503 | `retry-after`: the write may have happened |
 * | charged, then no receipt: the store is away | 503 | `retry-after`: an order is charged once, however often it is paid |
 * | charged, then no receipt: the session is gone | 500 | nothing |
 * | charge not confirmed | 502, 504 | nothing |
 * | bad request | 4xx | nothing |
 * | anything else | 500 | nothing; a bug, reported |
 */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { ChargeUnconfirmed } from '../payments/client.js';
import { HEADERS, NO_BIRTH } from '../protocol/index.js';
import { LookupFailed, SaveFailed, SessionGone, StoreRefused } from '../session/errors.js';
import type { SessionLayer } from '../session/layer.js';
import { ReceiptLost } from './steps.js';

/** A store that is back is found within a second. */
const RETRY_AFTER_SECONDS = '1';

export interface ErrorDeps {
  readonly layer: SessionLayer;
  /** Told of errors that are nobody's request's fault. */
  readonly report: (error: Error) => void;
}

/** @param bodyOf the answer's body: JSON for programs, a page for people */
export function answerErrors(
  app: FastifyInstance,
  { layer, report }: ErrorDeps,
  bodyOf: (message: string, reply: FastifyReply) => string | object,
): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    layer.abandon(request);
    reply.removeHeader(HEADERS.birth).removeHeader(HEADERS.items);
    reply.code(statusOf(error, reply, report));
    // What a bug says is for the operator's log, not for a stranger.
    const isBug = reply.statusCode === 500 && !(error instanceof ReceiptLost);
    return reply.send(bodyOf(isBug ? 'something went wrong here' : error.message, reply));
  });
}

function statusOf(error: FastifyError, reply: FastifyReply, report: (error: Error) => void): number {
  if (error instanceof LookupFailed || (error instanceof SaveFailed && error.cause instanceof StoreRefused)) {
    reply.headers({ [HEADERS.effect]: 'none', 'retry-after': RETRY_AFTER_SECONDS });
    return 503;
  }
  if (error instanceof SessionGone) {
    reply.headers({ [HEADERS.birth]: NO_BIRTH, [HEADERS.items]: '' });
    return 409;
  }
  if (error instanceof SaveFailed || (error instanceof ReceiptLost && error.cause instanceof SaveFailed)) {
    reply.header('retry-after', RETRY_AFTER_SECONDS);
    return 503;
  }
  if (error instanceof ChargeUnconfirmed) return error.statusCode;
  if (error instanceof ReceiptLost) return 500;
  if (error.statusCode !== undefined && error.statusCode < 500) return error.statusCode;
  report(error);
  return 500;
}

/** Screens as answers; and what goes wrong on a page, before it, or for want of one, told as a page. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { HEADERS } from '../protocol/index.js';
import { answerErrors, type ErrorDeps } from '../routes/errors.js';
import { failed, noSuchPage } from './failures.js';
import { type Frame, pageOf, type Screen } from './layout.js';

const HTML = 'text/html; charset=utf-8';
/** Below it programs ask, not people. */
const API = '/api/';

export function answerWith(reply: FastifyReply, screen: Screen, frame: Frame): string {
  reply.type(HTML);
  return pageOf(screen, frame);
}

export function answerInWords(app: FastifyInstance, deps: ErrorDeps & { readonly node: string }): void {
  const { node } = deps;
  const pageFor = (problem: string, reply: FastifyReply): string => {
    const { statusCode } = reply;
    const screen = failed(statusCode, reply.getHeader(HEADERS.effect) === 'none', problem, node);
    return answerWith(reply, screen, { node, session: statusCode === 409 ? null : 'unknown' });
  };
  answerErrors(app, deps, pageFor);
  // The hooks before the pages refuse in JSON: the node is stopping, an operation id is malformed.
  app.addHook('preSerialization', (_request, reply, payload: { problem?: string }, done) => {
    reply.serializer((text: string) => text);
    done(null, pageFor(payload.problem ?? 'something broke', reply));
  });
  app.setNotFoundHandler((request, reply) => {
    reply.code(404);
    if (!request.url.startsWith(API)) return reply.send(answerWith(reply, noSuchPage(), { node, session: 'unknown' }));
    return reply.type('application/json').send(JSON.stringify({ problem: 'there is no such step' }));
  });
}

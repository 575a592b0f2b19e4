/** Reads the operation id of a request and journals it when the handler is reached. */
import type { FastifyInstance } from 'fastify';
import type { Journal } from '../journal/journal.js';
import { HEADERS, NO_OPERATION } from '../protocol/index.js';

export function journalOperations(app: FastifyInstance, journal: Journal): void {
  app.decorateRequest('operation', NO_OPERATION);
  app.addHook('preHandler', (request, reply, done) => {
    const text = request.headers[HEADERS.operation];
    if (text === undefined) {
      done();
      return;
    }
    const operation = /^\d+$/.test(String(text)) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(operation)) {
      reply.code(400).send({ problem: `${HEADERS.operation} is not a decimal integer` });
      return;
    }
    request.operation = operation;
    journal.write({ k: 'op', op: operation });
    done();
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Id of the operation that the request carries, or NO_OPERATION. */
    operation: number;
  }
}

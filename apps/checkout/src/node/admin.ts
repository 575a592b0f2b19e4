/** The admin port of a node: health, stats, dump. Away from the public port, so that it counts and touches nothing. */
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import type { DumpEnd, DumpLine, NodeStats } from '../protocol/index.js';

export interface AdminDeps {
  readonly stats: () => NodeStats;
  readonly dump: () => AsyncIterable<DumpLine>;
}

export function buildAdmin({ stats, dump }: AdminDeps): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/stats', () => stats());
  app.get('/dump', (_request, reply) => reply.type('application/x-ndjson').send(Readable.from(linesOf(dump()))));
  return app;
}

/** Lines go out in parts of this many characters, not one by one. */
const PART_LENGTH = 16_384;

async function* linesOf(dump: AsyncIterable<DumpLine>): AsyncIterable<string> {
  let sessions = 0;
  let part = '';
  for await (const line of dump) {
    sessions += 1;
    part += `${JSON.stringify(line)}\n`;
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = '';
  }
  const end: DumpEnd = { end: true, sessions };
  yield `${part}${JSON.stringify(end)}\n`;
}

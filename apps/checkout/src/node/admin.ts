/** The admin port of a node: health, stats, dump, unseal. Away from the public port, so that it counts and touches nothing. */
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import type { DumpEnd, DumpLine, NodeStats } from '../protocol/index.js';

export interface AdminDeps {
  readonly stats: () => NodeStats;
  readonly dump: (unreadable: (key: string) => void) => AsyncIterable<DumpLine>;
  /** Sessions in these cookies; null where none travels in a cookie. */
  readonly unseal: ((cookies: readonly string[]) => readonly DumpLine[]) | null;
}

/** For as many cookies as one question holds (see protocol/dump.ts), each as long as a browser keeps. */
const UNSEAL_LIMIT_BYTES = 8_388_608;

export function buildAdmin({ stats, dump, unseal }: AdminDeps): FastifyInstance {
  const app = fastify({ logger: false, forceCloseConnections: true });
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/stats', () => stats());
  app.get('/dump', (_request, reply) => {
    const unreadable: string[] = [];
    const lines = linesOf(
      dump((key) => unreadable.push(key)),
      unreadable,
    );
    return reply.type('application/x-ndjson').send(Readable.from(lines));
  });
  if (unseal !== null) {
    app.post('/unseal', { bodyLimit: UNSEAL_LIMIT_BYTES, schema: { body: COOKIES } }, (request, reply) =>
      reply.type('application/x-ndjson').send(Readable.from(linesOf(unseal(request.body as string[])))),
    );
  }
  return app;
}

const COOKIES = { type: 'array', items: { type: 'string' } } as const;

/** Lines go out in parts of this many characters, not one by one. */
const PART_LENGTH = 16_384;

/** @param unreadable filled by whoever lists the sessions, until he is done */
async function* linesOf(
  dump: AsyncIterable<DumpLine> | Iterable<DumpLine>,
  unreadable: readonly string[] = [],
): AsyncIterable<string> {
  let sessions = 0;
  let part = '';
  for await (const line of dump) {
    sessions += 1;
    part += `${JSON.stringify(line)}\n`;
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = '';
  }
  const end: DumpEnd = { end: true, sessions, ...(unreadable.length === 0 ? {} : { unreadable }) };
  yield `${part}${JSON.stringify(end)}\n`;
}

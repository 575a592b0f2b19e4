/**
 * An experiment, not a test: does a slow read that began before a log-out, and ends after it, bring the session back? It
 * asks any layer, through the plug-ins that it registers, as nodes do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import fastify from 'fastify';
import { SESSION_COOKIE } from '../protocol/index.js';
import type { SessionLayer } from './layer.js';

export interface LateReads {
  /** Log-outs, each of a session of its own, with a read of it under way. */
  readonly rounds: number;
  /** Of those, the ones in which the read was looked up before the log-out began, and answered after it was done. */
  readonly overlapped: number;
  /** Sessions that the old cookie finds afterwards. */
  readonly revived: number;
}

/** Longest time that a read takes, milliseconds. */
const LONGEST_READ_MS = 8;
/** So many people at a time. */
const TOGETHER = 50;

/**
 * @param layer a new one, closed afterwards
 * @param random from 0 to below 1; decides how long each read takes, and when within it the log-out comes
 */
export async function lateReads(layer: SessionLayer, rounds: number, random: () => number): Promise<LateReads> {
  const app = fastify();
  await layer.register(app);
  app.get('/open/:birth', async (request) => {
    await layer.save(request, { birth: (request.params as { birth: string }).birth });
    return {};
  });
  app.get('/read/:ms', async (request) => {
    await pause(Number((request.params as { ms: string }).ms));
    return { found: layer.find(request) !== null };
  });
  app.get('/end', async (request, reply) => {
    if (layer.find(request) !== null) await layer.end(request, reply);
    return {};
  });

  let overlapped = 0;
  let revived = 0;
  async function round(n: number): Promise<void> {
    const opened = await app.inject(`/open/b${n}`);
    const ask = (url: string) =>
      app.inject({
        url,
        cookies: { [SESSION_COOKIE]: opened.cookies.find(({ name }) => name === SESSION_COOKIE)?.value ?? '' },
      });
    const readMs = 1 + random() * LONGEST_READ_MS;
    let readDone = false;
    const read = ask(`/read/${readMs}`).then((answer) => {
      readDone = true;
      return answer.json<{ found: boolean }>().found;
    });
    await pause(random() * readMs);
    const beganBefore = !readDone;
    await ask('/end');
    const endedAfter = !readDone;
    if ((await read) && beganBefore && endedAfter) overlapped += 1;
    if ((await ask('/read/0')).json<{ found: boolean }>().found) revived += 1;
  }

  for (let done = 0; done < rounds; done += TOGETHER) {
    await Promise.all(Array.from({ length: Math.min(TOGETHER, rounds - done) }, (_, n) => round(done + n)));
  }
  await app.close();
  await layer.close();
  return { rounds, overlapped, revived };
}

/**
 * An experiment, not a test: does a slow read that began before a log-out, and ends after it, bring the session back? It
 * asks any layer, through the plug-ins that it registers, as nodes do.
 */
import { setTimeout as pause } from 'node:timers/promises';
import fastify from 'fastify';
import { SESSION_COOKIE } from '../protocol/index.js';
import type { SessionLayer } from './layer.js';

export interface LateReads {
  /** Log-outs, each of a session of its own, with a read under way that was looked up before and answered after. */
  readonly rounds: number;
  /** Sessions that the old cookie finds afterwards. */
  readonly revived: number;
}

/** Longest time between look-up and log-out, and between log-out and answer, milliseconds. */
const LONGEST_MS = 8;
/** So many people at a time. */
const TOGETHER = 50;

/**
 * @param layer a new one, closed afterwards
 * @param random from 0 to below 1; decides how long after the look-up the log-out comes, and how long after that the answer
 */
export async function lateReads(layer: SessionLayer, rounds: number, random: () => number): Promise<LateReads> {
  const app = fastify();
  await layer.register(app);
  /** What the handler of a slow read does, by birth. */
  const slowly = new Map<string, () => Promise<void>>();
  app.get('/open/:birth', async (request) => {
    await layer.save(request, { birth: (request.params as { birth: string }).birth });
    return {};
  });
  app.get('/read', async (request) => {
    const birth = layer.find(request)?.birth ?? null;
    await slowly.get(birth ?? '')?.();
    return { birth };
  });
  app.get('/end', async (request, reply) => {
    if (layer.find(request) !== null) await layer.end(request, reply);
    return {};
  });

  /** @returns whether the session is there afterwards */
  async function round(birth: string): Promise<boolean> {
    const opened = await app.inject(`/open/${birth}`);
    const value = opened.cookies.find(({ name }) => name === SESSION_COOKIE)?.value ?? '';
    const ask = (url: string) => app.inject({ url, cookies: { [SESSION_COOKIE]: value } });
    const read = async (): Promise<string | null> => (await ask('/read')).json<{ birth: string | null }>().birth;
    slowly.set(birth, async () => {
      slowly.delete(birth);
      await pause(random() * LONGEST_MS);
      await ask('/end');
      await pause(random() * LONGEST_MS);
    });
    if ((await read()) !== birth) throw new Error(`${birth} was lost before its log-out`);
    return (await read()) === birth;
  }

  let revived = 0;
  for (let done = 0; done < rounds; done += TOGETHER) {
    const people = Array.from({ length: Math.min(TOGETHER, rounds - done) }, (_, n) => round(`b${done + n}`));
    for (const isBack of await Promise.all(people)) if (isBack) revived += 1;
  }
  await app.close();
  await layer.close();
  return { rounds, revived };
}

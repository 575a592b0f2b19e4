/** The stateful baseline: the session plug-in's own MemoryStore, as its documentation shows it. */
import { MemoryStore as PluginMemoryStore } from '@fastify/session';
import {
  type LayerSettings,
  type SessionData,
  type SessionLayer,
  type TutorialStore,
  tutorialLayer,
} from '@session-lab/checkout';
import { HandOffCodes } from './hand-off-codes.js';

type NaiveSettings = Pick<LayerSettings, 'secret'> & Partial<Pick<LayerSettings, 'absoluteTtlMs'>>;
/** A session as the plug-in's store holds it: the live object of the request that saved it last. */
type LiveSession = SessionData & { readonly cookie: { readonly expires: Date | null } };

/**
 * Sessions that nobody serialises and that leave the map only when they are ended, or when somebody comes back with the
 * cookie of one whose `maxAge` is over.
 */
export class NaiveStore implements TutorialStore {
  readonly name = 'memory-naive';
  readonly #live = new Map<string, LiveSession>();
  readonly sessions = new PluginMemoryStore(this.#live as never);
  readonly #codes = new HandOffCodes(() => performance.now());

  async keepCode(code: string, key: string): Promise<boolean> {
    return this.#codes.keep(code, key);
  }

  async takeCode(code: string): Promise<string | null> {
    return this.#codes.take(code);
  }

  /** One whose `maxAge` is over is still in memory, but nobody can reach it. */
  async *list(): AsyncIterable<{ readonly key: string; readonly data: SessionData; readonly ttlMs: number | null }> {
    const nowMs = Date.now();
    for (const [key, data] of [...this.#live]) {
      const ttlMs = data.cookie.expires === null ? null : data.cookie.expires.getTime() - nowMs;
      if (ttlMs === null || ttlMs > 0) yield { key, data, ttlMs };
    }
  }

  /** With those of people who only looked, and those that nobody can reach any more: all are in memory. */
  count(): number {
    return this.#live.size;
  }

  /** Live objects, each with its request: nobody knows what they weigh. */
  bytes(): null {
    return null;
  }

  async close(): Promise<void> {
    // The memory goes with the process.
  }
}

export async function openNaiveLayer(settings: NaiveSettings): Promise<SessionLayer> {
  return tutorialLayer(new NaiveStore(), settings);
}

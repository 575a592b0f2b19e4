/** Watches the balancer's view of its servers: what its health checks decide becomes an event with an honest interval. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BalancerAdmin } from './balancer-admin.js';
import { type Change, changesBetween, type Look } from './server-states.js';

const LOOK_EVERY_MS = 50;

export interface WatchOptions {
  readonly admin: BalancerAdmin;
  readonly nowUs: () => number;
  readonly onChange: (change: Change) => void;
  /** Called once a round, paused balancer or not. */
  readonly onRound: () => void;
  readonly signal: AbortSignal;
}

/** Resolves when the signal fires. While the balancer does not answer (paused, dead), nothing is seen to change. */
export async function watchServers(options: WatchOptions): Promise<void> {
  const rounds = setInterval(options.onRound, LOOK_EVERY_MS);
  try {
    for (let before: Look | null = null; !options.signal.aborted; ) {
      const look = await lookAt(options);
      if (look !== null && !options.signal.aborted) {
        if (before !== null) changesBetween(before, look).forEach(options.onChange);
        before = look;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: options.signal }).catch(() => undefined);
    }
  } finally {
    clearInterval(rounds);
  }
}

async function lookAt({ admin, nowUs, signal }: WatchOptions): Promise<Look | null> {
  const askedUs = nowUs();
  try {
    const states = await admin.states(signal);
    return { states, askedUs, answeredUs: nowUs() };
  } catch {
    return null;
  }
}

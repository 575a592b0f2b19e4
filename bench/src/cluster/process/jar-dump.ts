/** The dump of a design whose sessions are in their cookies: what the shoppers' jars hold, unsealed by one of the nodes. */
import { COOKIES_AT_ONCE, type DumpLine } from '@session-lab/checkout/protocol';
import type { Dump } from '../../history/trial.js';
import { JARS } from '../../scenario/stores.js';
import { parseDump } from './answers.js';
import { postText } from './loopback.js';
import type { NodeFleet } from './node-fleet.js';

/** A thousand cookies take some ten milliseconds to open. */
const UNSEAL_DEADLINE_MS = 10_000;

/**
 * Any node can open them, so the first one that answers does. Where none lives, the jars hold what nobody can open.
 *
 * @param cookies values of the session cookie, as the jars send them
 */
export async function dumpJars(fleet: NodeFleet, cookies: readonly string[], nowUs: () => number): Promise<Dump> {
  const values = cookies.map(decodeURIComponent);
  let reason = 'no node lives to open the cookies';
  for (const node of fleet.running()) {
    if (node.paused) continue;
    try {
      const t = nowUs();
      return { store: JARS, sessions: await unsealed(node.adminPort, values), reason: null, t };
    } catch (error) {
      reason = error instanceof Error ? error.message : `${error}`;
    }
  }
  return { store: JARS, sessions: null, reason, t: nowUs() };
}

async function unsealed(adminPort: number, values: readonly string[]): Promise<DumpLine[]> {
  const lines: DumpLine[] = [];
  for (let first = 0; first < values.length; first += COOKIES_AT_ONCE) {
    const body = JSON.stringify(values.slice(first, first + COOKIES_AT_ONCE));
    lines.push(...parseDump(await postText(adminPort, '/unseal', body, UNSEAL_DEADLINE_MS)).sessions);
  }
  return lines;
}

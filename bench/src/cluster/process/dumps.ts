/** One dump per store: of each node's memory, or of Redis through one of the nodes. */
import type { Dump } from '../../history/trial.js';
import { SHARED_STORE } from '../../scenario/stores.js';
import { parseDump } from './answers.js';
import { getText } from './loopback.js';
import type { Node, NodeFleet } from './node-fleet.js';
import type { SharedStore } from './shared-store.js';

/** A store of a hundred thousand sessions takes a while to list. */
const DUMP_DEADLINE_MS = 30_000;
const NOTHING = { sessions: [], reason: null } as const;

/**
 * A node that is dead holds nothing and has no dump; one that does not answer has a dump without sessions. A Redis that is
 * dead holds what its file has, which nobody can list, or nothing.
 */
export async function dumpStores(
  fleet: NodeFleet,
  store: SharedStore | null,
  nowUs: () => number,
): Promise<readonly Dump[]> {
  const nodes = fleet.running();
  if (store === null) {
    return await Promise.all(nodes.map((node) => dumpFrom(node, fleet.incarnation(node.name), nowUs)));
  }
  if (!store.running) {
    const held = store.keepsFile ? { sessions: null, reason: 'Redis is dead: only its file can tell' } : NOTHING;
    return [{ store: SHARED_STORE, ...held, t: nowUs() }];
  }
  let last: Dump = { store: SHARED_STORE, sessions: null, reason: 'no node lives to list it', t: nowUs() };
  for (const node of nodes) {
    last = await dumpFrom(node, SHARED_STORE, nowUs);
    if (last.sessions !== null) break;
  }
  return [last];
}

async function dumpFrom(node: Node, store: string, nowUs: () => number): Promise<Dump> {
  if (node.paused) return { store, sessions: null, reason: `${node.name} is paused`, t: nowUs() };
  try {
    const { sessions, unreadable } = parseDump(await getText(node.adminPort, '/dump', DUMP_DEADLINE_MS));
    return { store, sessions, reason: null, t: nowUs(), ...(unreadable.length === 0 ? {} : { unreadable }) };
  } catch (error) {
    return { store, sessions: null, reason: error instanceof Error ? error.message : `${error}`, t: nowUs() };
  }
}

/** One dump per store: of each node's memory, or of Redis through one of the nodes. */
import type { Dump } from '../../history/trial.js';
import { parseDump } from './answers.js';
import { getText } from './loopback.js';
import type { Node, NodeFleet } from './node-fleet.js';

/** A store of a hundred thousand sessions takes a while to list. */
const DUMP_DEADLINE_MS = 30_000;

/** A node that is dead holds nothing and has no dump; one that does not answer has a dump without sessions. */
export async function dumpStores(fleet: NodeFleet, shared: boolean, nowUs: () => number): Promise<readonly Dump[]> {
  const nodes = fleet.running();
  if (!shared) {
    return await Promise.all(nodes.map((node) => dumpFrom(node, fleet.incarnation(node.name), nowUs)));
  }
  let last: Dump = { store: 'redis', sessions: null, reason: 'no node lives to list it', t: nowUs() };
  for (const node of nodes) {
    last = await dumpFrom(node, 'redis', nowUs);
    if (last.sessions !== null) break;
  }
  return [last];
}

async function dumpFrom(node: Node, store: string, nowUs: () => number): Promise<Dump> {
  if (node.paused) return { store, sessions: null, reason: `${node.name} is paused`, t: nowUs() };
  try {
    const sessions = parseDump(await getText(node.adminPort, '/dump', DUMP_DEADLINE_MS));
    return { store, sessions, reason: null, t: nowUs() };
  } catch (error) {
    return { store, sessions: null, reason: error instanceof Error ? error.message : `${error}`, t: nowUs() };
  }
}

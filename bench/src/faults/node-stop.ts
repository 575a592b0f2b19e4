/** A node is stopped gracefully (SIGTERM): it answers what is in flight and refuses the rest. It stays away. */
import type { Fault } from './fault.js';
import { nodeName, seconds } from './naming.js';

export const nodeStop: Fault<'node-stop'> = {
  name: 'node-stop',
  describe: (spec) => `${nodeName(spec)} is stopped (SIGTERM) at ${seconds(spec.atMs)}`,
  inject: (cluster, spec) => cluster.stopNode(nodeName(spec)),
  lastsMs: () => 0,
  spareNodes: 0,
};

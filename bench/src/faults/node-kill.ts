/** A node process crashes: SIGKILL, and the kernel closes its connections. It stays dead. */
import type { Fault } from './fault.js';
import { nodeName, seconds } from './naming.js';

export const nodeKill: Fault<'node-kill'> = {
  name: 'node-kill',
  describe: (spec) => `${nodeName(spec)} is killed (SIGKILL) at ${seconds(spec.atMs)}`,
  inject: (cluster, spec) => cluster.killNode(nodeName(spec)),
  lastsMs: () => 0,
  spareNodes: 0,
};

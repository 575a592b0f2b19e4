/** A node freezes (SIGSTOP) and wakes up later: its connections stay open, and what reached it is executed then. */
import type { Fault } from './fault.js';
import { nodeName, seconds } from './naming.js';

export const nodePause: Fault<'node-pause'> = {
  name: 'node-pause',
  describe: (spec) => `${nodeName(spec)} is frozen (SIGSTOP) at ${seconds(spec.atMs)} for ${seconds(spec.forMs)}`,
  inject: (cluster, spec) => cluster.pauseNode(nodeName(spec)),
  async heal(cluster, spec) {
    // It may have died while it was frozen.
    if (cluster.nodes().includes(nodeName(spec))) await cluster.resumeNode(nodeName(spec));
  },
  lastsMs: (spec) => spec.forMs,
  spareNodes: 0,
};

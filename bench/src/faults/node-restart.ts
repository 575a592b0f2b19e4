/** A dead node is started again on its old port, with an empty memory; the balancer finds it by itself. */
import type { Fault } from './fault.js';
import { nodeName, seconds } from './naming.js';

export const nodeRestart: Fault<'node-restart'> = {
  name: 'node-restart',
  describe: (spec) => `${nodeName(spec)} is started again at ${seconds(spec.atMs)}`,
  inject: (cluster, spec) => cluster.restartNode(nodeName(spec)),
  lastsMs: () => 0,
  spareNodes: 0,
};

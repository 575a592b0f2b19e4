/** The cluster scales out by one node: started, and enabled in the balancer once it is ready. */
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

export const nodeAdd: Fault<'node-add'> = {
  name: 'node-add',
  describe: (spec) => `a node is added at ${seconds(spec.atMs)}`,
  async inject(cluster) {
    await cluster.addNode();
  },
  lastsMs: () => 0,
  spareNodes: 1,
};

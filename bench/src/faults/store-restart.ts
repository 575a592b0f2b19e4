/** A dead Redis is started again on its old port, with what its files have; the nodes find it by themselves. */
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

export const storeRestart: Fault<'store-restart'> = {
  name: 'store-restart',
  describe: (spec) => `Redis is started again at ${seconds(spec.atMs)}`,
  inject: (cluster) => cluster.restartStore(),
  lastsMs: () => 0,
  spareNodes: 0,
};

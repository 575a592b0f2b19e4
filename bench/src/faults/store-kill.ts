/** Redis crashes: SIGKILL, and the kernel closes its connections. It stays dead; only its files, if it writes any, stay. */
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

export const storeKill: Fault<'store-kill'> = {
  name: 'store-kill',
  describe: (spec) => `Redis is killed (SIGKILL) at ${seconds(spec.atMs)}`,
  inject: (cluster) => cluster.killStore(),
  lastsMs: () => 0,
  spareNodes: 0,
};

/** Redis crashes: SIGKILL, and the kernel closes its connections. It stays dead; only its files, if it writes any, stay. */
import type { Persistence } from '../scenario/scenario.js';
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

const KEPT: Readonly<Record<Persistence, string>> = {
  none: 'nothing',
  aof: 'its append-only file',
  rdb: 'the snapshots it took',
};

export const storeKill: Fault<'store-kill'> = {
  name: 'store-kill',
  describe: (spec, { persistence }) =>
    `Redis is killed (SIGKILL) at ${seconds(spec.atMs)} and keeps ${KEPT[persistence]}`,
  inject: (cluster) => cluster.killStore(),
  lastsMs: () => 0,
  spareNodes: 0,
};

/** Redis freezes (SIGSTOP) and wakes up later: its connections stay open, and what was sent meanwhile is done then. */
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

export const storePause: Fault<'store-pause'> = {
  name: 'store-pause',
  describe: (spec) => `Redis is frozen (SIGSTOP) at ${seconds(spec.atMs)} for ${seconds(spec.forMs)}`,
  inject: (cluster) => cluster.pauseStore(),
  heal: (cluster) => cluster.resumeStore(),
  lastsMs: (spec) => spec.forMs,
  spareNodes: 0,
};

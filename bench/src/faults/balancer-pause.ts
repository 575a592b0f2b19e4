/** The balancer freezes (SIGSTOP) and wakes up later: everybody waits, nobody is refused. */
import type { Fault } from './fault.js';
import { seconds } from './naming.js';

export const balancerPause: Fault<'balancer-pause'> = {
  name: 'balancer-pause',
  describe: (spec) => `the balancer is frozen (SIGSTOP) at ${seconds(spec.atMs)} for ${seconds(spec.forMs)}`,
  inject: (cluster) => cluster.pauseBalancer(),
  heal: (cluster) => cluster.resumeBalancer(),
  lastsMs: (spec) => spec.forMs,
  spareNodes: 0,
};

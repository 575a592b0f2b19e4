/**
 * What a fault is: one file each, and one line in the map of index.ts. Whether a script of them is possible is the
 * scenario's question: the validator plays it.
 */
import type { StartedCluster } from '../cluster/cluster.js';
import type { ClusterSpec, FaultName, FaultSpec } from '../scenario/scenario.js';

/** What the words about a fault need to know of its cluster. */
export type Kept = Pick<ClusterSpec, 'persistence'>;
/** The specification of one kind of fault. */
export type SpecOf<Name extends FaultName> = Extract<FaultSpec, { fault: Name }>;

export interface Fault<Name extends FaultName = FaultName> {
  readonly name: Name;
  /** In words, with its moment: `node-2 is killed (SIGKILL) at 6 s`. */
  readonly describe: (spec: SpecOf<Name>, cluster: Kept) => string;
  /** Does it; resolves when it has happened. */
  readonly inject: (cluster: StartedCluster, spec: SpecOf<Name>) => Promise<void>;
  /** Ends it after `forMs`; absent where nothing lasts. */
  readonly heal?: (cluster: StartedCluster, spec: SpecOf<Name>) => Promise<void>;
  /** Milliseconds from its start to its heal; 0 where nothing lasts. */
  readonly lastsMs: (spec: SpecOf<Name>) => number;
  /** Nodes that it adds to the cluster: they are declared, disabled, from the start. */
  readonly spareNodes: number;
}

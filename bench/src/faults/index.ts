/** Every fault: one file and one line here. */
import type { FaultName, FaultSpec, Scenario } from '../scenario/scenario.js';
import { balancerPause } from './balancer-pause.js';
import type { Fault, Kept } from './fault.js';
import { nodeAdd } from './node-add.js';
import { nodeKill } from './node-kill.js';
import { nodePause } from './node-pause.js';
import { nodeRestart } from './node-restart.js';
import { nodeStop } from './node-stop.js';
import { storeKill } from './store-kill.js';
import { storePause } from './store-pause.js';
import { storeRestart } from './store-restart.js';

export const FAULTS: { readonly [Name in FaultName]: Fault<Name> } = {
  'node-kill': nodeKill,
  'node-stop': nodeStop,
  'node-pause': nodePause,
  'node-restart': nodeRestart,
  'node-add': nodeAdd,
  'balancer-pause': balancerPause,
  'store-pause': storePause,
  'store-kill': storeKill,
  'store-restart': storeRestart,
};

/** The fault of a specification. The map pairs each name with its own kind, which the compiler cannot follow here. */
export function faultOf(spec: FaultSpec): Fault {
  return FAULTS[spec.fault] as unknown as Fault;
}

/** The fault script in words, in order of time. */
export function describeFaults({ faults, cluster }: Pick<Scenario, 'faults'> & { readonly cluster: Kept }): string[] {
  return [...faults].sort((a, b) => a.atMs - b.atMs).map((spec) => faultOf(spec).describe(spec, cluster));
}

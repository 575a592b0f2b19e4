/** A fault script must be possible: it is played on the states of nodes, store and balancer, in order of time. Pure. */
import { formatDuration } from './duration.js';
import type { Finding } from './rules.js';
import type { FaultSpec, Scenario } from './scenario.js';
import { LIMITS } from './schema.js';
import { placeOf } from './stores.js';

type State = { readonly is: 'running' | 'dead' } | { readonly is: 'paused'; readonly untilMs: number };
type StoreFault = Extract<FaultSpec, { readonly fault: `store-${string}` }>;
type NodeFault = Extract<FaultSpec, { readonly node: number }>;

interface Play {
  readonly nodes: State[];
  /** null: none of the designs has a shared one. */
  store: State | null;
  balancerPausedUntilMs: number;
}

export function faultSequenceRule({ designs, cluster, faults }: Scenario): Finding[] {
  const play: Play = {
    nodes: Array.from({ length: cluster.nodes }, () => ({ is: 'running' })),
    store: designs.some((design) => placeOf(design) === 'shared') ? { is: 'running' } : null,
    balancerPausedUntilMs: 0,
  };
  return faults
    .map((fault, index) => ({ fault, index }))
    .sort((a, b) => a.fault.atMs - b.fault.atMs || a.index - b.index)
    .flatMap(({ fault, index }) => step(play, fault, index));
}

function step(play: Play, fault: FaultSpec, index: number): Finding[] {
  switch (fault.fault) {
    case 'balancer-pause': {
      if (fault.atMs < play.balancerPausedUntilMs) {
        const until = formatDuration(play.balancerPausedUntilMs);
        return [finding(index, 'at', `the balancer is paused until ${until}`, `from ${until} on`)];
      }
      play.balancerPausedUntilMs = fault.atMs + fault.forMs;
      return [];
    }
    case 'store-pause':
    case 'store-kill':
    case 'store-restart':
      return touchStore(play, fault, index);
    case 'node-add': {
      play.nodes.push({ is: 'running' });
      if (play.nodes.length <= LIMITS.nodes) return inVain(play, fault, index);
      return [finding(index, 'fault', `would be node ${play.nodes.length}`, `at most ${LIMITS.nodes} nodes in all`)];
    }
    default:
      return touchNode(play, fault, index);
  }
}

function touchNode(play: Play, fault: NodeFault, index: number): Finding[] {
  const before = play.nodes[fault.node - 1];
  if (before === undefined) {
    const count = play.nodes.length;
    const known = count === 1 ? 'there is only node 1' : `a node from 1 to ${count}`;
    const message = `found node ${fault.node} of ${count} at ${formatDuration(fault.atMs)}`;
    return [finding(index, 'node', message, `${known}, or raise cluster.nodes`, ['cluster.nodes'])];
  }
  const state = stateAt(before, fault.atMs);
  const name = `node-${fault.node}`;
  if (state.is === 'paused') {
    const until = formatDuration(state.untilMs);
    return [finding(index, 'at', `${name} is paused until ${until}`, `from ${until} on`)];
  }
  if (fault.fault === 'node-restart') {
    if (state.is === 'running') {
      return [finding(index, 'node', `${name} is running: only a dead node restarts`, 'kill or stop it before')];
    }
    play.nodes[fault.node - 1] = { is: 'running' };
    return inVain(play, fault, index);
  }
  if (state.is === 'dead') {
    return [finding(index, 'node', `${name} is dead by then`, 'a node that runs, or restart it before')];
  }
  play.nodes[fault.node - 1] =
    fault.fault === 'node-pause' ? { is: 'paused', untilMs: fault.atMs + fault.forMs } : { is: 'dead' };
  return [];
}

function touchStore(play: Play, fault: StoreFault, index: number): Finding[] {
  if (play.store === null) {
    const hint = 'name a design that has one, such as stateless';
    return [finding(index, 'fault', 'no design of this scenario has a shared store', hint, ['designs', 'faults'])];
  }
  const state = stateAt(play.store, fault.atMs);
  if (state.is === 'paused') {
    const until = formatDuration(state.untilMs);
    return [finding(index, 'at', `the store is paused until ${until}`, `from ${until} on`, ['faults'])];
  }
  if (fault.fault === 'store-restart' && state.is === 'running') {
    const message = 'the store is running: only a dead store restarts';
    return [finding(index, 'at', message, 'kill it before', ['faults'])];
  }
  if (fault.fault !== 'store-restart' && state.is === 'dead') {
    return [finding(index, 'at', 'the store is dead by then', 'restart it before', ['faults'])];
  }
  if (fault.fault === 'store-pause') play.store = { is: 'paused', untilMs: fault.atMs + fault.forMs };
  else play.store = { is: fault.fault === 'store-kill' ? 'dead' : 'running' };
  return [];
}

/** A node opens its ports once the store has answered: without it, it does not come up. */
function inVain({ store }: Play, fault: FaultSpec, index: number): Finding[] {
  if (store === null) return [];
  const state = stateAt(store, fault.atMs);
  if (state.is === 'running') return [];
  const until = state.is === 'paused' ? formatDuration(state.untilMs) : null;
  const message = `a node starts while the store is ${until === null ? 'dead' : `paused until ${until}`}`;
  const hint = until === null ? 'it would wait in vain: restart the store before' : `from ${until} on`;
  return [finding(index, 'at', message, hint, ['faults'])];
}

/** A pause ends by itself. */
function stateAt(state: State, atMs: number): State {
  return state.is === 'paused' && state.untilMs <= atMs ? { is: 'running' } : state;
}

function finding(
  index: number,
  key: 'at' | 'node' | 'fault',
  message: string,
  hint: string,
  involves: Finding['involves'] = ['cluster.nodes', 'faults'],
): Finding {
  return { path: ['faults', index, key], message, hint, involves };
}

/** A fault script must be possible: it is played on a list of node states, in order of time. Pure. */
import { formatDuration } from './duration.js';
import type { Finding } from './rules.js';
import type { FaultSpec, Scenario } from './scenario.js';
import { LIMITS } from './schema.js';

type NodeState = { readonly is: 'running' | 'dead' } | { readonly is: 'paused'; readonly untilMs: number };

interface Play {
  readonly nodes: NodeState[];
  balancerPausedUntilMs: number;
}

export function faultSequenceRule({ cluster, faults }: Scenario): Finding[] {
  const play: Play = {
    nodes: Array.from({ length: cluster.nodes }, () => ({ is: 'running' })),
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
    case 'node-add': {
      play.nodes.push({ is: 'running' });
      if (play.nodes.length <= LIMITS.nodes) return [];
      return [finding(index, 'fault', `would be node ${play.nodes.length}`, `at most ${LIMITS.nodes} nodes in all`)];
    }
    default:
      return touchNode(play, fault, index);
  }
}

function touchNode(play: Play, fault: Extract<FaultSpec, { readonly node: number }>, index: number): Finding[] {
  const before = play.nodes[fault.node - 1];
  if (before === undefined) {
    const count = play.nodes.length;
    const known = count === 1 ? 'there is only node 1' : `a node from 1 to ${count}`;
    const message = `found node ${fault.node} of ${count} at ${formatDuration(fault.atMs)}`;
    return [finding(index, 'node', message, `${known}, or raise cluster.nodes`, ['cluster.nodes'])];
  }
  const state: NodeState = before.is === 'paused' && before.untilMs <= fault.atMs ? { is: 'running' } : before;
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
    return [];
  }
  if (state.is === 'dead') {
    return [finding(index, 'node', `${name} is dead by then`, 'a node that runs, or restart it before')];
  }
  play.nodes[fault.node - 1] =
    fault.fault === 'node-pause' ? { is: 'paused', untilMs: fault.atMs + fault.forMs } : { is: 'dead' };
  return [];
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

/** Every operation got somewhere: into a node's journal, to the balancer alone, or a fault explains why not. */
import type { OperationRecord } from '../history/records.js';
import { isDisturbed, mayRefuse, neverLeft } from './disturbances.js';
import { counted, identity } from './identity.js';
import type { Identity } from './judgement.js';
import type { TrialIndex } from './trial-index.js';

/** `unexplained`: no journal has it, and no fault says why. */
type Whereabouts = 'executed' | 'balancer' | 'unconnected' | 'cut' | 'refused' | 'unexplained';

function whereabouts(index: TrialIndex, op: OperationRecord): Whereabouts {
  const { events } = index.trial;
  if (index.reachedUs.has(op.id)) return 'executed';
  if (op.balancerMade) return 'balancer';
  if (op.status !== null) {
    return op.outcome === 'fail' && !op.speaks && mayRefuse(events, op) ? 'refused' : 'unexplained';
  }
  if (!isDisturbed(events, op)) return 'unexplained';
  return neverLeft(op) ? 'unconnected' : 'cut';
}

/** Without a fault, every operation is in a journal or was answered by the balancer. */
export function executedIdentity(index: TrialIndex): Identity {
  const groups: Record<Whereabouts, number[]> = {
    executed: [],
    balancer: [],
    unconnected: [],
    cut: [],
    refused: [],
    unexplained: [],
  };
  for (const op of index.trial.operations) groups[whereabouts(index, op)].push(op.id);
  const { executed, balancer, unconnected, cut, refused, unexplained } = groups;
  const strangers = [...index.reachedUs.keys()].filter((id) => id >= 0 && !index.operations.has(id));
  const sums = identity(
    'operations executed',
    ['sent', index.trial.operations.length],
    [
      "in the nodes' journals + balancer's own + never connected + cut + refused by a node",
      executed.length + strangers.length + balancer.length + unconnected.length + cut.length + refused.length,
    ],
    [
      `in the journals = ${executed.length}`,
      `balancer's own = ${balancer.length}`,
      counted('never connected', unconnected),
      counted('cut', cut),
      counted('answered, not executed', refused),
      counted('in no journal, unexplained', unexplained),
      counted('in a journal, never sent', strangers),
    ].join(', '),
  );
  return { ...sums, holds: sums.holds && strangers.length === 0 && unexplained.length === 0 };
}

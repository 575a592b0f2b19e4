/** Every operation got somewhere: into a node's journal, to the balancer alone, or a fault explains why not. */
import type { OperationRecord } from '../history/records.js';
import { isDisturbed, mayRefuse, neverLeft } from './disturbances.js';
import { type Equation, equation, sumOf, type Terms, termOf } from './identity.js';
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
export function executedIdentity(index: TrialIndex): Equation {
  const groups: Record<Exclude<Whereabouts, 'executed' | 'balancer'>, number[]> = {
    unconnected: [],
    cut: [],
    refused: [],
    unexplained: [],
  };
  const somewhere = { executed: 0, balancer: 0 };
  for (const op of index.trial.operations) {
    const place = whereabouts(index, op);
    if (place === 'executed' || place === 'balancer') somewhere[place] += 1;
    else groups[place].push(op.id);
  }
  const { executed, balancer } = somewhere;
  const { unconnected, cut, refused, unexplained } = groups;
  const strangers: number[] = [];
  for (const id of index.reachedUs.keys()) if (id >= 0 && !index.operations.has(id)) strangers.push(id);
  return equation(
    'operations executed',
    ['sent', index.trial.operations.length],
    [
      "in the nodes' journals + balancer's own + never connected + cut + refused by a node",
      executed + strangers.length + balancer + unconnected.length + cut.length + refused.length,
    ],
    {
      terms: {
        'in the journals': sumOf(executed),
        "balancer's own": sumOf(balancer),
        'never connected': termOf(unconnected),
        cut: termOf(cut),
        'answered, not executed': termOf(refused),
        [UNEXPLAINED]: termOf(unexplained),
        [STRANGERS]: termOf(strangers),
      },
      strays: [UNEXPLAINED, STRANGERS],
      words: 'executed',
    },
  );
}

const UNEXPLAINED = 'in no journal, unexplained';
const STRANGERS = 'in a journal, never sent';

export function writeExecuted(terms: Terms): string {
  return Object.entries(terms)
    .map(([label, { count, names }]) => `${label} = ${count}${names.length === 0 ? '' : ` (${names.join(' ')})`}`)
    .join(', ');
}

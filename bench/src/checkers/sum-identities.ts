/** Sums that must close: every operation and every charge is somewhere, exactly once. */
import type { OperationRecord } from '../history/records.js';
import { neverLeft } from './expiry.js';
import { identity } from './identity.js';
import type { BirthVerdict, Identity } from './judgement.js';
import type { TrialIndex } from './trial-index.js';

export function requestIdentities(index: TrialIndex): Identity[] {
  const { operations } = index.trial;
  const skips = index.trial.skips.filter((skip) => skip.origin === 'planned');
  const planned = operations.filter((op) => op.origin === 'planned');
  const ids = new Set([...planned.map((op) => op.id), ...skips.map((skip) => skip.id)]);
  const outcomes = { ok: 0, fail: 0, indeterminate: 0 };
  for (const op of operations) outcomes[op.outcome] += 1;
  return [
    identity(
      'planned operations',
      ['planned (distinct ids)', ids.size],
      ['sent + skipped', planned.length + skips.length],
      `sent = ${planned.length}, skipped = ${skips.length}`,
    ),
    identity(
      'outcomes',
      ['sent', operations.length],
      ['ok + fail + indeterminate', outcomes.ok + outcomes.fail + outcomes.indeterminate],
      `ok = ${outcomes.ok}, fail = ${outcomes.fail}, indeterminate = ${outcomes.indeterminate}`,
    ),
    executedIdentity(index),
  ];
}

type Whereabouts = 'executed' | 'balancer' | 'refused' | 'cut' | 'unwitnessed';

/** Where an operation got to. `unwitnessed`: a node answered it, and no journal has it. */
function whereabouts(index: TrialIndex, op: OperationRecord): Whereabouts {
  if (index.reachedUs.has(op.id)) return 'executed';
  if (op.balancerMade) return 'balancer';
  if (op.status === null) return neverLeft(op) ? 'refused' : 'cut';
  return op.outcome === 'fail' && !op.speaks ? 'refused' : 'unwitnessed';
}

function executedIdentity(index: TrialIndex): Identity {
  const groups: Record<Whereabouts, number[]> = { executed: [], balancer: [], refused: [], cut: [], unwitnessed: [] };
  for (const op of index.trial.operations) groups[whereabouts(index, op)].push(op.id);
  const strangers = [...index.reachedUs.keys()].filter((id) => id >= 0 && !index.operations.has(id));
  const { executed, balancer, refused, cut, unwitnessed } = groups;
  const named = (label: string, ids: readonly number[]) =>
    `${label} = ${ids.length}${ids.length === 0 ? '' : ` (${ids.join(' ')})`}`;
  return identity(
    'operations executed',
    ['sent', index.trial.operations.length],
    [
      "in the nodes' journals + balancer's own + refused + cut",
      executed.length + strangers.length + balancer.length + refused.length + cut.length,
    ],
    [
      `in the journals = ${executed.length}`,
      `balancer's own = ${balancer.length}`,
      `refused = ${refused.length}`,
      named('cut', cut),
      named('answered by a node, in no journal', unwitnessed),
      named('in a journal, never sent', strangers),
    ].join(', '),
  );
}

/** Each birth with a known write is in exactly one class. */
export function classIdentity(verdicts: readonly BirthVerdict[], withKnownWrites: number): Identity {
  const classes = new Map<string, number>();
  for (const verdict of verdicts) {
    if (verdict.knownItems.length > 0) classes.set(verdict.class, (classes.get(verdict.class) ?? 0) + 1);
  }
  return identity(
    'classes',
    ['births with known writes', withKnownWrites],
    ['sum of the classes', [...classes.values()].reduce((sum, n) => sum + n, 0)],
    [...classes].map(([name, n]) => `${name} = ${n}`).join(', '),
  );
}

/** What the plan, the generator and the balancer counted themselves, against the operations that were recorded. */
import type { EndRecord, OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { isDisturbed, isUnanswered, neverLeft } from './disturbances.js';
import { counted, identity } from './identity.js';
import type { Identity } from './judgement.js';

/** A trial that was cut short has none of the counters, and no side to compare. */
export function countIdentities(trial: TrialRecord): Identity[] {
  const { end } = trial;
  if (end === null) return [];
  const underLoad = trial.operations.filter((op) => op.origin !== 'final');
  return [...plannedIdentity(trial), ...outcomesIdentity(end, underLoad), ...balancerIdentities(trial, end, underLoad)];
}

function plannedIdentity({ header, operations, skips }: TrialRecord): Identity[] {
  // Histories from before the field have no count of the plan's own.
  const planned: number | undefined = header.plannedOperations;
  if (planned === undefined) return [];
  const sent = operations.filter((op) => op.origin === 'planned').map(({ id }) => id);
  const skipped = skips.filter((skip) => skip.origin === 'planned').map(({ id }) => id);
  const twice = repeated([...sent, ...skipped]);
  const sums = identity(
    'planned operations',
    ['operations of the plan', planned],
    ['sent + skipped', sent.length + skipped.length],
    [
      `sent = ${sent.length}`,
      `skipped = ${skipped.length}`,
      ...(twice.length === 0 ? [] : [counted('recorded twice', twice)]),
    ].join(', '),
  );
  return [{ ...sums, holds: sums.holds && twice.length === 0 }];
}

function repeated(ids: readonly number[]): number[] {
  const seen = new Set<number>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}

function outcomesIdentity({ generator = null }: EndRecord, underLoad: readonly OperationRecord[]): Identity[] {
  if (generator === null) return [];
  const outcomes = { ok: 0, fail: 0, indeterminate: 0 };
  for (const op of underLoad) outcomes[op.outcome] += 1;
  return [
    identity(
      'outcomes',
      ["sent, by the generator's own count", generator.sent],
      ['ok + fail + indeterminate', outcomes.ok + outcomes.fail + outcomes.indeterminate],
      `ok = ${outcomes.ok}, fail = ${outcomes.fail}, indeterminate = ${outcomes.indeterminate}`,
    ),
  ];
}

/**
 * The balancer is asked before the final reads. What it received and what it answered itself must be what the shoppers
 * recorded; only an operation without an answer, with a fault to explain it, may have got lost on the way in, or have
 * been answered when nobody listened any more.
 */
function balancerIdentities(
  { events }: TrialRecord,
  { balancer }: EndRecord,
  underLoad: readonly OperationRecord[],
): Identity[] {
  if (balancer === null) return [];
  const unanswered = underLoad.filter((op) => isUnanswered(op) && isDisturbed(events, op)).map(({ id }) => id);
  const connected = underLoad.filter((op) => !neverLeft(op)).length;
  const made = underLoad.filter((op) => op.balancerMade).length;
  const explained = (missing: number) => Math.min(Math.max(missing, 0), unanswered.length);
  const never = explained(connected - balancer.requests);
  const unheard = explained(balancer.ownAnswers - made);
  return [
    identity(
      'requests at the balancer',
      ['received by the balancer + lost on the way', balancer.requests + never],
      ['sent − never connected', connected],
      [
        `received = ${balancer.requests}`,
        `sent = ${underLoad.length}`,
        `never connected = ${underLoad.length - connected}`,
        amongThese('lost on the way', never, unanswered),
      ].join(', '),
    ),
    identity(
      "balancer's own answers",
      ['counted by the balancer', balancer.ownAnswers],
      ["operations with the balancer's own answer + answered unheard", made + unheard],
      [`recorded = ${made}`, amongThese('answered unheard', unheard, unanswered)].join(', '),
    ),
  ];
}

function amongThese(label: string, count: number, ids: readonly number[]): string {
  return count === 0 ? `${label} = 0` : `${label} = ${count}, of those without an answer: ${ids.join(' ')}`;
}

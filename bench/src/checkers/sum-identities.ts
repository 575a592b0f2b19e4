/** What the plan, the generator and the balancer counted themselves, against the operations that were recorded. */
import { inPassing } from '../history/in-passing.js';
import { IdSet } from '../history/paged.js';
import type { EndRecord, Outcome } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { isDisturbed, isUnanswered, neverLeft } from './disturbances.js';
import { counted, identity } from './identity.js';
import type { Identity } from './judgement.js';

/** A trial that was cut short has none of the counters, and no side to compare. */
export function countIdentities(trial: TrialRecord): Identity[] {
  const { end } = trial;
  if (end === null) return [];
  const sums = addUp(trial);
  return [...plannedIdentity(trial, sums), ...outcomesIdentity(end, sums), ...balancerIdentities(end, sums)];
}

/** Operations under load, counted in one walk: there may be millions. */
interface Sums {
  planned: number;
  readonly outcomes: Record<Outcome, number>;
  connected: number;
  balancerMade: number;
  /** Ids of planned operations that are recorded more than once, sent or skipped. */
  readonly twice: number[];
  /** Ids of those without an answer, with a fault to explain it. */
  readonly unanswered: number[];
}

function addUp({ operations, skips, events }: TrialRecord): Sums {
  const sums: Sums = {
    planned: 0,
    outcomes: { ok: 0, fail: 0, indeterminate: 0 },
    connected: 0,
    balancerMade: 0,
    twice: [],
    unanswered: [],
  };
  const seen = new IdSet();
  const see = (id: number) => {
    if (!seen.add(id)) sums.twice.push(id);
  };
  for (const op of inPassing(operations)) {
    if (op.origin === 'final') continue;
    if (op.origin === 'planned') {
      sums.planned += 1;
      see(op.id);
    }
    sums.outcomes[op.outcome] += 1;
    if (!neverLeft(op)) sums.connected += 1;
    if (op.balancerMade) sums.balancerMade += 1;
    if (isUnanswered(op) && isDisturbed(events, op)) sums.unanswered.push(op.id);
  }
  for (const { origin, id } of skips) if (origin === 'planned') see(id);
  return sums;
}

function plannedIdentity({ header, skips }: TrialRecord, { planned: sent, twice }: Sums): Identity[] {
  // Histories from before the field have no count of the plan's own.
  const planned: number | undefined = header.plannedOperations;
  if (planned === undefined) return [];
  const skipped = skips.filter((skip) => skip.origin === 'planned').length;
  const sums = identity(
    'planned operations',
    ['operations of the plan', planned],
    ['sent + skipped', sent + skipped],
    [`sent = ${sent}`, `skipped = ${skipped}`, ...(twice.length === 0 ? [] : [counted('recorded twice', twice)])].join(
      ', ',
    ),
  );
  return [{ ...sums, holds: sums.holds && twice.length === 0 }];
}

function outcomesIdentity({ generator = null }: EndRecord, { outcomes }: Sums): Identity[] {
  if (generator === null) return [];
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
  { balancer }: EndRecord,
  { outcomes, connected, balancerMade: made, unanswered }: Sums,
): Identity[] {
  if (balancer === null) return [];
  const sent = outcomes.ok + outcomes.fail + outcomes.indeterminate;
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
        `sent = ${sent}`,
        `never connected = ${sent - connected}`,
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

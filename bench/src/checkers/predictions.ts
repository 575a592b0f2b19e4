/** Theory beside measurement: what each event of a trial must cost, by the design alone. */

import type { EventRecord } from '../history/records.js';
import type { Routing } from '../scenario/scenario.js';
import { binomialRegion } from '../stats/binomial.js';
import { claimPrediction } from './claims.js';
import type { ClassifiedBirth } from './classify.js';
import type { DeathAccount } from './death-identity.js';
import { about, exactly, NO_AFFINITY, WHOLE_TRIAL } from './expected.js';
import type { Prediction } from './judgement.js';
import { exercises } from './misrouted.js';
import { isAtRisk } from './risk.js';
import { nodesAt } from './rotation.js';
import type { RoutingChange } from './routing-change.js';
import { storePredictions } from './store-outage.js';
import type { TrialIndex } from './trial-index.js';

export function predictionsOf(
  index: TrialIndex,
  births: readonly ClassifiedBirth[],
  accounts: readonly DeathAccount[],
  changes: readonly RoutingChange[],
): Prediction[] {
  const { routing } = index.trial.header.design;
  const claims = claimPrediction(index);
  const perRequest = !index.shared && (routing === 'round-robin' || routing === 'least-conn');
  return [
    ...(index.shared ? [...sharedStorePredictions(index, births), ...storePredictions(index, births)] : []),
    ...accounts.map((account) => deathPrediction(account, births)),
    ...(index.shared || perRequest ? [] : changes.map((change) => routingPrediction(index, change, changes))),
    ...(perRequest ? [scatterPrediction(index, births)] : []),
    ...(index.trial.events.some(({ by }) => by === 'script')
      ? []
      : faultlessPredictions(births, perRequest, index.undumped)),
    ...(claims === null ? [] : [claims]),
  ];
}

const TITLES: Partial<Record<EventRecord['what'], string>> = {
  'node-killed': 'killed',
  'node-exited': 'stopped',
  'server-enabled': 'enabled',
  'server-down': 'found down',
  'server-up': 'back',
};

function titleOf(event: EventRecord): string {
  return `${event.subject} ${TITLES[event.what] ?? event.what}`;
}

/** All that the dead node held and that was at risk. */
function deathPrediction({ death, atRisk }: DeathAccount, births: readonly ClassifiedBirth[]): Prediction {
  const destroyed = births.filter(({ base }) => base?.class === 'destroyed' && base.event === death.event.id).length;
  const node = death.incarnation.replace(/\.\d+$/, '');
  return exactly(
    {
      event: death.event.id,
      title: titleOf(death.event),
      metric: 'destroyed',
      basis: `all at risk that ${node} held, by its own journal`,
    },
    destroyed,
    births.filter((birth) => isAtRisk(birth, death)).length,
    atRisk.length,
  );
}

/**
 * Share of the living sessions that a change of routing moves. Modulo: by the Chinese remainder theorem each pair of old
 * and new place is equally likely, and of the `after` new ones a session has one to stay at, whether a node comes or
 * goes. Consistent: a new node takes its share, a dead node's neighbours take what it had, and no survivor moves.
 */
export function movedShare(routing: Routing | 'external', before: number, after: number): number {
  if (routing === 'modulo') return 1 - 1 / after;
  if (routing === 'consistent') return after > before ? 1 / after : 0;
  return 0;
}

function routingPrediction(index: TrialIndex, change: RoutingChange, all: readonly RoutingChange[]): Prediction {
  const { routing } = index.trial.header.design;
  const { event } = change;
  const before = nodesAt(index, event.fromUs, event.id);
  const after = before + (event.what === 'server-down' ? -1 : 1);
  const share = movedShare(routing, before, after);
  const previous = all[all.indexOf(change) - 1]?.event;
  // Births of the map that this event replaces; what a failing node's neighbours took in meanwhile is on no map.
  // Nor is what a node held that was found down although it lives: its people go elsewhere while it is away.
  // And when a node comes back, those who had lost theirs on it and started over meanwhile are more than their share of
  // the new sessions, and go back to it more often: the theory is of people who came meanwhile.
  const cameUs = arrivals(index);
  const sinceUs =
    event.what === 'server-up' ? (previous?.fromUs ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const ofMap = ({ birth }: ClassifiedBirth) =>
    (cameUs.get(birth.shopper) ?? 0) >= sinceUs &&
    !(event.what === 'server-down' && birth.own.has(event.subject)) &&
    birth.createdUs >= (previous?.toUs ?? Number.NEGATIVE_INFINITY) &&
    birth.createdUs <= (change.failure?.fromUs ?? event.toUs);
  const measured = change.moved.filter(ofMap).length;
  const of = change.exercised.filter(ofMap).length;
  const head = { event: event.id, title: titleOf(event), metric: 'misrouted' as const };
  if (share === 0)
    return exactly({ ...head, basis: `${routing} routing moves no session of the other nodes` }, measured, of, 0);
  return about({ ...head, basis: `${routing} routing over ${before} → ${after} nodes` }, measured, of, share);
}

/** First send of each shopper. */
function arrivals({ trial }: TrialIndex): Map<number, number> {
  const cameUs = new Map<number, number>();
  for (const { shopper, sentUs } of trial.operations) {
    cameUs.set(shopper, Math.min(sentUs, cameUs.get(shopper) ?? Number.POSITIVE_INFINITY));
  }
  return cameUs;
}

/**
 * Memory without affinity: each request meets another node with (n − 1)/n. A birth survives m of them with (1/n)^m, at
 * best: a balancer that takes turns is worse than a die, so that only the lower end of the region can be missed.
 */
function scatterPrediction(index: TrialIndex, births: readonly ClassifiedBirth[]): Prediction {
  const lossOf = ({ birth, keys, expiry }: ClassifiedBirth) => {
    const answers = exercises(index, birth, keys, expiry);
    const missed = answers.findIndex((op) => op.birth !== birth.birth);
    const tried = missed < 0 ? answers : answers.slice(0, missed + 1);
    const created = tried.filter((op) => op.sentUs >= birth.createdUs);
    return created.length === 0 ? null : 1 - (1 / nodesAt(index, birth.createdUs)) ** created.length;
  };
  const losses = births.map(lossOf).filter((loss) => loss !== null);
  const share = losses.length === 0 ? 0 : losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const measured = births.filter((birth) => birth.base?.class === 'misrouted' && lossOf(birth) !== null).length;
  const { low } = binomialRegion(losses.length, share);
  return {
    event: WHOLE_TRIAL,
    title: NO_AFFINITY,
    metric: 'misrouted',
    measured,
    of: losses.length,
    expected: { share, low, high: losses.length },
    agrees: measured >= low,
    basis: 'each request meets another node with (n − 1)/n',
  };
}

/** A shared store, and a cookie, lose nothing by any event of the nodes or of the routing. */
function sharedStorePredictions(index: TrialIndex, births: readonly ClassifiedBirth[]): Prediction[] {
  const predictions: Prediction[] = [];
  for (const event of index.trial.events) {
    const ends = event.what === 'node-killed' || event.what === 'node-exited';
    if (!ends && !event.reroutes) continue;
    const metric = ends ? ('destroyed' as const) : ('misrouted' as const);
    const atRisk = births.filter((birth) => isAtRisk(birth, event));
    // What another event took, such as a crash of the store itself, is that one's.
    const lost = atRisk.filter(({ base }) => base?.class === metric && base.event === null).length;
    const basis = index.inJars
      ? 'the session is in its cookie, and no node has it'
      : 'every node reaches the shared store';
    predictions.push(exactly({ event: event.id, title: titleOf(event), metric, basis }, lost, atRisk.length, 0));
  }
  return predictions;
}

function faultlessPredictions(
  births: readonly ClassifiedBirth[],
  perRequest: boolean,
  undumped: boolean,
): Prediction[] {
  const judged = births.filter(({ base }) => base !== null);
  const told = perRequest ? (['destroyed'] as const) : (['destroyed', 'misrouted'] as const);
  const metrics = undumped ? (['gone'] as const) : told;
  return metrics.map((metric) =>
    exactly(
      { event: WHOLE_TRIAL, title: 'no fault', metric, basis: 'nothing happens to a session without a fault' },
      judged.filter(({ base }) => base?.class === metric).length,
      judged.length,
      0,
    ),
  );
}

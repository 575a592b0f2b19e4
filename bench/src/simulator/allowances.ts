/** Which equations the simulated world itself breaks, so that they must not close: each only for a reason that is there. */
import type { Identity, Judgement } from '../checkers/judgement.js';
import type { OperationRecord } from '../history/records.js';
import type { Simulation } from './simulate.js';

export function mayBeOpen(
  { name, left, right, detail }: Identity,
  simulation: Simulation,
  judgement: Judgement,
): boolean {
  // What a cache answered is in no journal: exactly that is missing.
  if (name === 'operations executed') return left.value - right.value === simulation.handedOut.size;
  const births = namedIn(detail, /\bb\d+\b/g);
  if (simulation.drawn.routing === 'cookie' && name.startsWith('lost by')) {
    return births.length > 0 && births.every((birth) => isTabsDoing(birth, simulation, judgement));
  }
  if (simulation.handedOut.size === 0) return false;
  // A stranger acts on a leaked session: pays for it, moves it, ends it.
  if (name === 'payments') {
    const shoppers = namedIn(detail.slice(detail.indexOf('unexplained')), /\bshopper-\d+\b/g);
    return shoppers.length > 0 && shoppers.every((shopper) => metLeaked(shopper, simulation));
  }
  return births.length > 0 && births.every((birth) => isLeaked(birth, simulation));
}

function namedIn(detail: string, pattern: RegExp): string[] {
  return [...detail.matchAll(pattern)].map(([name]) => name);
}

function isLeaked(birth: string, { truth }: Simulation): boolean {
  return truth.get(birth)?.class === 'leaked';
}

function metLeaked(account: string, simulation: Simulation): boolean {
  return simulation.trial.operations.some(
    ({ birth, shopper }) => `shopper-${shopper}` === account && birth !== null && isLeaked(birth, simulation),
  );
}

/**
 * Parallel tabs overwrite each other's affinity cookie, which is no change of routing: before the shopper was misrouted,
 * two tabs of that jar were under way at once, and different nodes answered them.
 */
function isTabsDoing(birth: string, { trial }: Simulation, { births }: Judgement): boolean {
  const shownBy = births.find((verdict) => verdict.birth === birth)?.shownBy;
  const shown = trial.operations.find(({ id }) => id === shownBy);
  if (shown === undefined) return false;
  const before = trial.operations.filter(
    (op) => op.shopper === shown.shopper && op.jar === shown.jar && op.node !== null && op.doneUs <= shown.sentUs,
  );
  return before.some((one) => before.some((other) => other.node !== one.node && overlap(one, other)));
}

function overlap(one: OperationRecord, other: OperationRecord): boolean {
  return one.lane !== other.lane && one.sentUs < other.doneUs && other.sentUs < one.doneUs;
}

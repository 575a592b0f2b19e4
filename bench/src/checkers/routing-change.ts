/**
 * Changes of routing: the births at risk that came back after it (R), and those of them that another node answered (M).
 *
 * Each jar is looked at by itself, since devices are routed by themselves: up to its first operation sent after t⁺, and
 * not beyond the next change of routing, which has its own R and M.
 */
import type { EventRecord, OperationRecord } from '../history/records.js';
import type { ClassifiedBirth } from './classify.js';
import { groupBy } from './grouping.js';
import { answeredElsewhere, exercises } from './misrouted.js';
import { isAtRisk } from './risk.js';
import { serverOf, type TrialIndex } from './trial-index.js';

/** A node that failed, until the balancer found out. */
export interface Failure {
  readonly event: EventRecord;
  readonly fromUs: number;
  /** Start of its detection, or of its return; Infinity for never. */
  readonly untilUs: number;
  /** The detection; null where there was none. */
  readonly detection: EventRecord | null;
}

export interface RoutingChange {
  readonly event: EventRecord;
  /** Start of the next change; Infinity for none. */
  readonly untilUs: number;
  /** The failure that it detects; null for none. */
  readonly failure: Failure | null;
  /** R. */
  readonly exercised: readonly ClassifiedBirth[];
  /** M. */
  readonly moved: readonly ClassifiedBirth[];
  /** At risk, but not seen again before the next change. */
  readonly unexercised: readonly ClassifiedBirth[];
  /** Those that moved between the failure and this detection of it. */
  readonly undetected: readonly ClassifiedBirth[];
}

export interface Rerouting {
  readonly changes: readonly RoutingChange[];
  /** Misrouted between a failure and its detection (or without one ever), and in no change's M. */
  readonly undetected: ReadonlyMap<ClassifiedBirth, Failure>;
}

export function reroutingOf(index: TrialIndex, births: readonly ClassifiedBirth[]): Rerouting {
  const failures = failuresOf(index.trial.events);
  const changes = index.reroutes.map((event, i) => {
    const untilUs = index.reroutes[i + 1]?.fromUs ?? Number.POSITIVE_INFINITY;
    const failure = failures.find((candidate) => candidate.detection === event) ?? null;
    const atRisk = births.filter((birth) => isAtRisk(birth, event));
    const answers = new Map(atRisk.map((birth) => [birth, answersAfter(index, birth, event, untilUs)]));
    const exercised = atRisk.filter((birth) => (answers.get(birth) ?? []).length > 0);
    const moved = exercised.filter((birth) =>
      (answers.get(birth) ?? []).some(
        (op) => op.birth !== birth.birth.birth && answeredElsewhere(index, birth.birth, op),
      ),
    );
    const unexercised = atRisk.filter((birth) => (answers.get(birth) ?? []).length === 0);
    return { event, untilUs, failure, exercised, moved, unexercised };
  });
  const explained = new Set(changes.flatMap((change) => change.moved));
  const undetected = new Map<ClassifiedBirth, Failure>();
  for (const birth of births) {
    const failure = explained.has(birth) ? undefined : failures.find((candidate) => within(birth, candidate));
    if (failure !== undefined) undetected.set(birth, failure);
  }
  return {
    undetected,
    changes: changes.map((change) => ({
      ...change,
      undetected: [...undetected].flatMap(([birth, failure]) => (failure === change.failure ? [birth] : [])),
    })),
  };
}

function within({ base }: ClassifiedBirth, failure: Failure): boolean {
  if (base?.class !== 'misrouted' || base.atUs === null) return false;
  return base.atUs >= failure.fromUs && base.atUs < failure.untilUs;
}

/** Answers to the live key after t⁻ that say where the event sent the birth. */
function answersAfter(
  index: TrialIndex,
  classified: ClassifiedBirth,
  event: EventRecord,
  untilUs: number,
): OperationRecord[] {
  const { birth, keys, expiry, base } = classified;
  // What ended otherwise tells nothing of the routing any more.
  const endedUs = base === null || base.class === 'misrouted' ? null : base.atUs;
  const answers = exercises(index, birth, keys, expiry).filter(
    (op) => op.doneUs >= event.fromUs && op.doneUs < untilUs && (endedUs === null || op.doneUs <= endedUs),
  );
  return [...groupBy(answers, (op) => op.jar).values()].flatMap((ofJar) => {
    const first = ofJar.findIndex((op) => op.sentUs > event.toUs);
    return first < 0 ? ofJar : ofJar.slice(0, first + 1);
  });
}

const FAILING: ReadonlySet<EventRecord['what']> = new Set([
  'node-killed',
  'node-paused',
  'node-stopping',
  'node-exited',
]);

function failuresOf(events: readonly EventRecord[]): Failure[] {
  const failures: Failure[] = [];
  for (const event of events) {
    if (!FAILING.has(event.what)) continue;
    const server = serverOf(event.subject);
    const after = (what: EventRecord['what']) =>
      events.find((later) => later.what === what && later.fromUs >= event.fromUs && serverOf(later.subject) === server);
    const down = after('server-down');
    const back = after('node-resumed');
    const detection = down !== undefined && (back === undefined || down.fromUs <= back.fromUs) ? down : null;
    // A pause and the kill that ends it are one failure.
    if (failures.some((known) => known.detection !== null && known.detection === detection)) continue;
    const untilUs = detection?.fromUs ?? back?.fromUs ?? Number.POSITIVE_INFINITY;
    failures.push({ event, fromUs: event.fromUs, untilUs, detection });
  }
  return failures;
}

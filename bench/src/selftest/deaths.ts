/**
 * A server that dies with operations in flight, in the four ways in which servers die before their clients' eyes: what
 * each of those operations must be called.
 */
import type { OperationRecord, Outcome } from '../history/records.js';
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { type Evidence, experiment, PLAIN_LOAD } from './experiment.js';
import { type Death, NOTHING_WRONG, type Orders } from './orders.js';
import { type PlannedStart, startsOf } from './planned.js';
import { alwaysTrue, nothingElse, onlyOpen, type Stage, wasBusy } from './stage.js';
import { exactly, excused, type Truth, theSame } from './truth.js';

const LOAD: LoadSpec = { ...PLAIN_LOAD, ratePerSecond: 70, durationMs: 8400, thinkMs: 260, heartbeats: 1 };
/** Shorter than anybody thinks, so that each of the operations is another shopper's, and than anybody waits to repeat one. */
const WINDOW_US = 190_000;
/** How long nobody listens: one of these. */
const SILENCES_US = Array.from({ length: 14 }, (_, i) => 130_000 + i * 5000);
/** By the plan, nobody's operation is this near to the moments at which the port closes and opens. */
const ENOUGH_MARGIN_US = 25_000;
/** Where each death is looked for, milliseconds of load; far enough apart that those who repeat have caught up. */
const SEARCH_MS = {
  close: [900, 1500],
  reset: [2200, 2800],
  balancer503: [3500, 4100],
  silence: [4600, 5300],
} as const satisfies Record<Death | 'silence', readonly [number, number]>;

const SEARCH_STEP_US = 1000;

/** What the history must say of the operations that a death met. */
interface Expected {
  readonly title: string;
  readonly outcome: Outcome;
  readonly error: string | null;
}
const EXPECTED: Readonly<Record<Death | 'silence', Expected>> = {
  close: { title: 'closed without an answer', outcome: 'indeterminate', error: 'closed' },
  reset: { title: 'reset', outcome: 'indeterminate', error: 'reset' },
  silence: { title: 'refused: nobody listened', outcome: 'fail', error: 'refused' },
  balancer503: { title: "answered by the balancer's own 503", outcome: 'fail', error: null },
};

export interface Windows {
  readonly orders: Orders;
  readonly cut: readonly PlannedStart[];
  readonly silence: Silence;
}

export function deathsStage(): Stage {
  let windows: Windows | undefined;
  const subject = experiment('deaths', LOAD, (plan) => {
    windows = windowsOf(plan);
    return windows.orders;
  });
  const { silence, cut } = windows ?? windowsOf(subject.plan);
  const { refused } = silence;
  const writesAnItem = new Set(startsOf(subject.plan).flatMap(({ id, item }) => (item === null ? [] : [id])));
  return {
    title: 'a server that dies with operations in flight',
    experiment: subject,
    truths: (evidence) => {
      const operations = [...evidence.trial.operations];
      const { requests } = evidence.findings;
      const { loadStartUs } = evidence.trial.header;
      // A busy machine may bring people to the port too late, and only there: who died otherwise died as ordered.
      const doubt = wasBusy(evidence) ? latenessNear(silence, loadStartUs, operations) : null;
      const near = doubt === null ? [] : nearTo(silence, loadStartUs, operations);
      const nearIds = new Set(near.map(({ id }) => id));
      const elsewhere = operations.filter(({ id }) => !nearIds.has(id));
      const groups = subject.orders.deaths.map(({ how, operations }) => [how, operations] as const);
      const refusedIds = refused.map(({ id }) => id);
      const met = [...groups.flatMap(([, ids]) => ids), ...refusedIds];
      const repeated = met.filter((id) => writesAnItem.has(id)).length;
      // An open that was done and not answered leaves a session that no answer ever named.
      const unnamed = cut.filter(({ step }) => step === 'open').length;
      return [
        ...alwaysTrue(subject, evidence),
        ...groups.map(([how, ids]) =>
          metBy(
            how,
            ids.filter((id) => !nearIds.has(id)),
            elsewhere,
          ),
        ),
        exactly('of cut ones, all in a journal', cut.length, executed(evidence, cut).length),
        theSame('operations executed twice', [], evidence.judgement.executedTwice),
        ...[
          metBy('silence', refusedIds, operations),
          exactly('of refused ones, none in a journal', 0, executed(evidence, refused).length),
          exactly('operations that were anything else but ok', 0, strangers(operations, met)),
          // As the report counts them; only what writes is repeated.
          exactly('indeterminate ones, in the report', cut.length, requests.indeterminate),
          exactly('failed ones, in the report', met.length - cut.length, requests.failed),
          exactly('repetitions, in the report', repeated, requests.retry),
          exactly('operations sent, in the report', subject.plan.operations + repeated, requests.sent),
          exactly('sessions that no answer named', unnamed, evidence.findings.sessions.indeterminateBirth),
          exactly('sessions completed', subject.plan.shoppers.length, evidence.findings.sessions.completed),
          nothingElse(evidence, { indeterminateBirth: unnamed }),
          // The lab was told of no fault, so nothing explains to it why nobody listened.
          onlyOpen(evidence, ['operations executed']),
        ].map((truth) => excused(truth, doubt)),
      ];
    },
  };
}

/** Who was sent, or answered, so late that by then the port was closed, or open again. */
export function latenessNear(
  silence: Silence,
  loadStartUs: number,
  operations: readonly OperationRecord[],
): string | null {
  const { marginUs } = silence;
  const lateUs = nearTo(silence, loadStartUs, operations)
    .filter(({ origin }) => origin === 'planned')
    .map((op) => (op.outcome === 'ok' ? op.doneUs : op.sentUs) - op.intendedUs)
    .reduce((most, us) => Math.max(most, us), 0);
  if (lateUs <= marginUs) return null;
  return `the machine was busy: an operation came ${Math.round(lateUs / 1000)} ms late to a port that was open or closed by then`;
}

/** Who was to start, was under way or had an end while the port closed and opened; it closes when that one is answered. */
function nearTo(
  { after, forUs, marginUs }: Silence,
  loadStartUs: number,
  operations: readonly OperationRecord[],
): OperationRecord[] {
  const plannedUs = loadStartUs + after.intendedUs;
  const closesUs = operations.find(({ id }) => id === after.id)?.doneUs ?? plannedUs;
  const [fromUs, toUs] = [plannedUs - WINDOW_US, Math.max(plannedUs, closesUs) + forUs + marginUs];
  return operations.filter(({ intendedUs, doneUs }) => intendedUs <= toUs && doneUs >= fromUs);
}

/** The operations whose outcome is the one that this death must leave: the same ones, none more. */
function metBy(how: Death | 'silence', wanted: readonly number[], operations: readonly OperationRecord[]): Truth {
  const { title, outcome, error } = EXPECTED[how];
  const found = operations.filter(
    (op) => op.outcome === outcome && op.error === error && (how !== 'balancer503' || op.balancerMade),
  );
  return theSame(
    `${title}: ${outcome}`,
    wanted,
    found.map(({ id }) => id),
  );
}

function strangers(operations: readonly OperationRecord[], met: readonly number[]): number {
  const known = new Set(met);
  return operations.filter(({ id, outcome }) => outcome !== 'ok' && !known.has(id)).length;
}

function executed({ trial }: Evidence, among: readonly PlannedStart[]): number[] {
  const lines = new Set<number>();
  for (const { entries } of trial.journals) {
    for (const entry of entries) if (entry.k === 'op') lines.add(entry.op);
  }
  return among.map(({ id }) => id).filter((id) => lines.has(id));
}

/** Chooses the moments of the deaths, and with them, by the plan, who is in flight. */
export function windowsOf(plan: Plan): Windows {
  const starts = startsOf(plan);
  const within = (fromUs: number): PlannedStart[] =>
    starts.filter(({ intendedUs }) => intendedUs >= fromUs && intendedUs < fromUs + WINDOW_US);
  const inFlight = (how: Death): PlannedStart[] => {
    // A sign-in that was done and not answered ends a journey, since nobody knows the new key: another story.
    const fit = moments(SEARCH_MS[how])
      .map(within)
      .filter((group) => group.every(({ step }) => step !== 'signIn'));
    return largest(fit);
  };
  const [close, reset, balancer503] = [inFlight('close'), inFlight('reset'), inFlight('balancer503')];
  const silence = silenceIn(starts);
  return {
    orders: {
      ...NOTHING_WRONG,
      deaths: [
        { how: 'close', operations: close.map(({ id }) => id) },
        { how: 'reset', operations: reset.map(({ id }) => id) },
        { how: 'balancer503', operations: balancer503.map(({ id }) => id) },
      ],
      silence: { afterOperation: silence.after.id, forMs: silence.forUs / 1000 },
    },
    silence,
    cut: [...close, ...reset],
  };
}

export interface Silence {
  /** The port closes when this one is answered. */
  readonly after: PlannedStart;
  readonly forUs: number;
  /** Who finds nobody listening, by the plan. */
  readonly refused: readonly PlannedStart[];
  /** Distance of the nearest start from both moments. */
  readonly marginUs: number;
}

/** When the port is to close and to open, so that the plan alone says who finds it closed. */
function silenceIn(starts: readonly PlannedStart[]): Silence {
  const [fromMs, toMs] = SEARCH_MS.silence;
  const candidates = starts
    .filter(({ intendedUs }) => intendedUs >= fromMs * 1000 && intendedUs <= toMs * 1000)
    .flatMap((after) => SILENCES_US.map((forUs) => silenceAfter(starts, after, forUs)))
    .filter(({ refused }) => refused.length > 0);
  const enough = ({ marginUs }: Silence): number => Math.min(marginUs, ENOUGH_MARGIN_US);
  const [best] = candidates.sort((a, b) => enough(b) - enough(a) || b.refused.length - a.refused.length);
  if (best === undefined) throw new Error('the plan has nobody who could find a port closed');
  return best;
}

function silenceAfter(starts: readonly PlannedStart[], after: PlannedStart, forUs: number): Silence {
  const [closesUs, opensUs] = [after.intendedUs, after.intendedUs + forUs];
  const others = starts.filter((start) => start !== after);
  return {
    after,
    forUs,
    refused: others.filter(({ intendedUs }) => intendedUs > closesUs && intendedUs < opensUs),
    marginUs: Math.min(
      ...others.flatMap(({ intendedUs }) => [Math.abs(intendedUs - closesUs), Math.abs(intendedUs - opensUs)]),
    ),
  };
}

function moments([fromMs, toMs]: readonly [number, number]): number[] {
  const count = Math.floor(((toMs - fromMs) * 1000) / SEARCH_STEP_US);
  return Array.from({ length: count }, (_, i) => fromMs * 1000 + i * SEARCH_STEP_US);
}

function largest(groups: readonly PlannedStart[][]): PlannedStart[] {
  const best = [...groups].sort((a, b) => b.length - a.length)[0];
  if (best === undefined || best.length === 0) throw new Error('the plan has no such moment with operations in flight');
  return best;
}

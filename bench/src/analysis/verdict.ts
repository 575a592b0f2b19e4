/**
 * The verdict of a scenario: `pass`, `fail`, or `unknown` where the record cannot carry one. Pure.
 *
 * What every scenario must hold, whatever it expects: the identities close, no operation id was executed twice, nobody was
 * answered with somebody else's session, no acknowledged write is missing where nothing happened to the cluster, and no store
 * that promises to end a session let one live on.
 */
import type { Step } from '@session-lab/checkout/protocol';
import { inPassing } from '../history/in-passing.js';
import type { Origin } from '../history/records.js';
import type { ExpectableMetric, Expected, Scenario } from '../scenario/scenario.js';
import { placeOf, promisesToEnd } from '../scenario/stores.js';
import { afterlifeWords } from './afterlife.js';
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings } from './findings.js';
import { firstFew } from './first-few.js';
import { ownDeaths } from './own-deaths.js';
import { unsentOf, unsentWords } from './unsent.js';
import { unwitnessedWords } from './unwitnessed.js';
import { withoutFaultWords } from './without-fault.js';

export type Verdict = 'pass' | 'fail' | 'unknown';
type Expectation = ScenarioFindings['expectations'][number];
type Prediction = ScenarioFindings['predictions'][number];
type Identity = ScenarioFindings['identities'][number];

export interface VerdictInput {
  readonly scenario: Scenario;
  readonly designs: Readonly<Record<string, DesignFindings>>;
  readonly judged: Readonly<Record<string, readonly JudgedTrial[]>>;
  readonly identities: readonly Identity[];
  readonly predictions: readonly Prediction[];
  /** Trials that each design should have. */
  readonly blocks: number;
  /** Designs whose checkers failed, with what they said. */
  readonly crashed: Readonly<Record<string, string>>;
}

export interface ScenarioVerdict {
  readonly verdict: Verdict;
  readonly verdictReasons: string[];
  readonly expectations: Expectation[];
}

/** Said once of the trial, and not again of each expectation. */
const NOT_SENT = 'but not all that was planned was sent';

export function scenarioVerdict(input: VerdictInput): ScenarioVerdict {
  // What every block has to say is said once.
  const unknown = [...new Set(reasonsToDoubt(input))];
  const expectations = checkExpectations(input);
  const failed = [
    ...brokenRules(input),
    ...expectations.filter(({ verdict }) => verdict === 'fail').map(({ detail }) => detail),
  ];
  const doubtful = expectations.filter(({ verdict, detail }) => verdict === 'unknown' && !detail.endsWith(NOT_SENT));
  unknown.push(...doubtful.map(({ detail }) => detail));
  if (failed.length > 0) return { verdict: 'fail', verdictReasons: [...failed, ...unknown], expectations };
  if (unknown.length > 0) return { verdict: 'unknown', verdictReasons: unknown, expectations };
  return { verdict: 'pass', verdictReasons: [passed(input, expectations)], expectations };
}

function passed({ identities, predictions }: VerdictInput, expectations: readonly Expectation[]): string {
  const agreeing = predictions.filter(({ agrees }) => agrees).length;
  const expected =
    expectations.length === 0 ? '' : `${expectations.length} of ${expectations.length} expectations hold, `;
  const theory = predictions.length === 0 ? '' : `, ${agreeing} of ${predictions.length} predictions agree`;
  return `${expected}${identities.length} of ${identities.length} sums close${theory}`;
}

function* reasonsToDoubt({ scenario, designs, judged, blocks, crashed }: VerdictInput): Generator<string> {
  for (const [design, message] of Object.entries(crashed)) yield `${design}: a checker failed: ${message}`;
  for (const { name } of scenario.designs) {
    const trials = judged[name] ?? [];
    if (trials.length < blocks && crashed[name] === undefined) {
      yield `${name}: ${trials.length} of ${blocks} trials were recorded`;
    }
    const unsent = trials.flatMap(({ trial }) => unsentWords(trial) ?? []);
    if (unsent.length > 0) yield `${name}: ${firstFew(unsent)}: what they would have met is unknown`;
    for (const { trial } of trials) {
      if (trial.end === null) yield `${name}: a trial was cut short`;
      else if (trial.end.interrupted) yield `${name}: a trial was interrupted`;
      else if (trial.end.quiet === false) yield `${name}: something was still in flight when the stores were dumped`;
      const died = ownDeaths(trial.events).map(({ subject }) => subject);
      if (died.length > 0)
        yield `${name}: ${died.join(', ')} died on its own: this is not the experiment that was planned`;
      if (trial.operations.length === 0) {
        const isEmpty = trial.header.plannedOperations === 0;
        yield `${name}: nothing was sent${isEmpty ? ', as nothing was planned: the rate, or the duration, is too low' : ''}`;
      }
      const unwitnessed = unwitnessedWords(trial);
      if (unwitnessed !== null) yield `${name}: ${unwitnessed}`;
      const never = triedInVain(trial);
      if (never.length > 0) yield `${name}: no operation of this kind ever succeeded: ${never.join(', ')}`;
    }
    const findings = designs[name];
    if (findings !== undefined && findings.sessions.unknown > 0) {
      yield `${name}: ${findings.sessions.unknown} sessions could not be judged`;
    }
  }
  yield* otherPlans(Object.values(judged).flat());
  const unreached = neverReached(Object.values(judged).flat());
  if (unreached.length > 0) yield `no operation of this kind ever succeeded in any design: ${unreached.join(', ')}`;
}

/** Designs that ran different plans are no comparison, whatever they show. */
function* otherPlans(judged: readonly JudgedTrial[]): Generator<string> {
  const first = new Map<number, string>();
  for (const { trial } of judged) {
    const { block, planHash, design } = trial.header;
    const expected = first.get(block) ?? planHash;
    first.set(block, expected);
    if (planHash !== expected)
      yield `block ${block}: ${design.name} ran plan ${planHash.slice(0, 8)}, expected ${expected.slice(0, 8)} as the others`;
  }
}

/** Kinds that this trial sent and that never succeeded. */
function triedInVain(trial: JudgedTrial['trial']): string[] {
  const { operations, header } = trial;
  const succeeded = new Map<string, boolean>();
  for (const { step, outcome, origin } of inPassing(operations)) {
    // A claim refused where no store is shared is what theory speaks of; with a shared store it is a failure like any other.
    if (origin === 'final' || (step === 'claim' && placeOf(header.design) !== 'shared')) continue;
    if (isImpossible(step, trial)) continue;
    succeeded.set(step, (succeeded.get(step) ?? false) || outcome === 'ok');
  }
  return [...succeeded].filter(([, ok]) => !ok).map(([step]) => step);
}

/**
 * A session in its cookie cannot be handed off, and an order whose review the browser dropped cannot be paid: that is a
 * finding, see claims.ts of the checkers and the warning `cookie-dropped`. Whether an external cluster hands anything off,
 * is its own affair.
 */
function isImpossible(step: Step, { header, jars }: JudgedTrial['trial']): boolean {
  const place = placeOf(header.design);
  if (place === 'elsewhere') return step === 'handOff' || step === 'claim';
  if (place !== 'jar') return false;
  if (step === 'pay') return jars.some(({ reason }) => reason === 'cookie-dropped');
  return step === 'handOff' || step === 'claim';
}

/**
 * Kinds that were planned and that nobody in any design got through. A design that loses everybody before they can pay is
 * a finding; that nobody at all could pay is a broken experiment.
 */
function neverReached(judged: readonly JudgedTrial[]): string[] {
  const planned = new Set<string>();
  const succeeded = new Set<string>();
  for (const { trial } of judged) {
    const plan = (step: Step, origin: Origin) => {
      if (origin === 'planned' && !isImpossible(step, trial)) planned.add(step);
    };
    for (const { step, outcome, origin } of inPassing(trial.operations)) {
      plan(step, origin);
      if (origin !== 'final' && outcome === 'ok') succeeded.add(step);
    }
    for (const { step, origin } of trial.skips) plan(step, origin);
  }
  return [...planned].filter((step) => !succeeded.has(step));
}

function* brokenRules({ designs, judged, identities, predictions }: VerdictInput): Generator<string> {
  for (const { design, block, name, left, right, holds } of identities) {
    // What a trial that was cut short, or did not send its plan, has counted need not close; that it was is said elsewhere.
    if (holds || !isWhole(judged[design], block)) continue;
    yield `${design}: the sum does not close: ${name} (${left.label} ${left.value}, ${right.label} ${right.value})`;
  }
  for (const { design, block, title, metric, measured, of, expected, agrees } of predictions) {
    // A region is missed by chance once in a hundred times; a count that theory knows exactly is not.
    if (agrees || !('exact' in expected) || !isWhole(judged[design], block)) continue;
    yield `${design}: ${title}: ${metric} ${measured} of ${of}, theory says ${expected.exact}`;
  }
  for (const [design, trials] of Object.entries(judged)) {
    const twice = trials.flatMap(({ judgement }) => judgement.executedTwice);
    if (twice.length > 0)
      yield `${design}: ${twice.length} operations were executed twice: ${twice.slice(0, 5).join(', ')}`;
    const leaked = designs[design]?.sessions.leaked ?? 0;
    if (leaked > 0) yield `${design}: ${leaked} sessions leaked to somebody else`;
    const of = trials[0]?.trial.header.design;
    const findings = designs[design];
    if (of === undefined || findings === undefined) continue;
    const missing = withoutFaultWords(
      findings,
      trials.map(({ trial }) => trial),
    );
    if (missing !== null) yield `${design}: ${missing}`;
    if (!promisesToEnd(of)) continue;
    for (const words of afterlifeWords(findings)) yield `${design}: ${words}`;
  }
}

function isWhole(trials: readonly JudgedTrial[] | undefined, block: number): boolean {
  const trial = trials?.find(({ trial }) => trial.header.block === block)?.trial;
  return trial?.end?.interrupted === false && unsentOf(trial) === 0;
}

function checkExpectations({ scenario, designs, judged, predictions }: VerdictInput): Expectation[] {
  return Object.entries(scenario.expect).flatMap(([design, metrics]) => {
    const findings = designs[design];
    if (findings === undefined) return [];
    const theory = predictions.filter((prediction) => prediction.design === design);
    const trials = (judged[design] ?? []).map(({ trial }) => trial);
    const isPlanned = trials.every(({ events }) => ownDeaths(events).length === 0);
    const isSent = trials.every((trial) => unsentOf(trial) === 0);
    return (Object.entries(metrics) as [ExpectableMetric, Expected][])
      .map(([metric, expected]) => checkExpectation(design, metric, expected, findings, theory))
      .map((each) => (isPlanned || each.verdict === 'pass' ? each : doubted(each, 'but not of this experiment')))
      .map((each) => (isSent ? each : doubted(each, NOT_SENT)));
  });
}

/** Something died that nobody had asked to, or the plan was not sent: what was expected was expected of another experiment. */
function doubted(expectation: Expectation, words: string): Expectation {
  return { ...expectation, verdict: 'unknown', detail: `${expectation.detail}, ${words}` };
}

function checkExpectation(
  design: string,
  metric: ExpectableMetric,
  expected: Expected,
  findings: DesignFindings,
  theory: readonly Prediction[],
): Expectation {
  const value = metricOf(findings, metric);
  const base = { design, metric, expected, measured: value };
  if (value === null) return { ...base, verdict: 'unknown', detail: `${design}: ${metric} could not be counted` };
  if (expected !== 'theory') {
    const verdict = value === expected ? 'pass' : 'fail';
    return { ...base, verdict, detail: `${design}: ${metric} is ${value}, expected ${expected}` };
  }
  const concerned = theory.filter((prediction) => speaksOf(prediction, metric));
  const against = concerned.filter(({ agrees }) => !agrees);
  if (concerned.length === 0)
    return { ...base, verdict: 'unknown', detail: `${design}: no theory speaks of ${metric} here` };
  if (against.length === 0)
    return { ...base, verdict: 'pass', detail: `${design}: ${metric} is ${value}, as theory says` };
  const detail = against.map(({ title, measured, of }) => `${title}: ${measured} of ${of}`).join('; ');
  return { ...base, verdict: 'fail', detail: `${design}: ${metric} is not what theory says (${detail})` };
}

/** What is lost is destroyed or misrouted; a refused hand-off is neither. */
function speaksOf({ metric }: Prediction, expected: ExpectableMetric): boolean {
  return expected === 'lost' ? metric !== 'handoffFailed' : metric === expected;
}

function metricOf({ sessions, checkouts, writes }: DesignFindings, metric: ExpectableMetric): number | null {
  if (metric === 'overwritten') return writes.overwritten;
  return metric === 'chargedTwice' || metric === 'chargedUnconfirmed' ? checkouts[metric] : sessions[metric];
}

/** Judges a trial that is in memory, or a part of one: every checker over the same record. Pure. */
import type { TrialInMemory } from '../history/trial.js';
import type { PartJudgement } from './added.js';
import type { Afterlife } from './afterlife.js';
import { gatherBirths } from './births.js';
import { accountsOf, checkoutCounts, paymentIdentity } from './checkouts.js';
import { classIdentity } from './class-identity.js';
import { type ClassifiedBirth, classify } from './classify.js';
import type { Clause } from './clauses.js';
import { sessionCounts, writeCounts } from './counts.js';
import { accountForDeath } from './death-identity.js';
import { executedIdentity } from './executed-identity.js';
import { executionIdentity, executionsOf } from './execution.js';
import { type Equation, equation, namesOf, termOf } from './identity.js';
import type { BirthVerdict } from './judgement.js';
import { predictionsOf } from './predictions.js';
import { type Rerouting, reroutingOf } from './routing-change.js';
import { routingIdentity } from './routing-identity.js';
import { indexTrial, type TrialIndex, withoutJournals } from './trial-index.js';

/** @param without clauses to leave out */
export function judgePart(trial: TrialInMemory, without: ReadonlySet<Clause> = new Set()): PartJudgement {
  const index = indexTrial(trial, without);
  const births = classifyAll(index);
  const rerouting = reroutingOf(index, births);
  const deaths = [...index.deaths.values()];
  const byHistory = deaths.length === 0 ? [] : classifyByHistory(index);
  const accounts = deaths.map((death) => accountForDeath(index, death, births, byHistory));
  const verdicts = births.flatMap((birth) => verdictIn(birth, rerouting));
  const executions = executionsOf(trial);
  const shoppers = accountsOf(index);
  const living = (name: keyof Afterlife) =>
    births.filter(({ afterlife }) => afterlife[name]).map(({ birth }) => birth.birth);
  return {
    births: verdicts,
    sessions: sessionCounts(index, births, verdicts),
    writes: writeCounts(index, births, verdicts),
    checkouts: shoppers === null ? null : checkoutCounts(shoppers),
    fates: [
      ...accounts.flatMap((account) => account.identities),
      ...(index.shared ? [] : [destroyedElsewhere(births)]),
      ...(isHashed(index) ? rerouting.changes.map((change) => routingIdentity(change, rerouting, births)) : []),
    ],
    accounts: [
      // Without journals nobody but the shoppers says what was executed.
      ...(index.undumped ? [] : [executedIdentity(index), executionIdentity(executions)]),
      classIdentity(index, verdicts),
      ...(shoppers === null ? [] : [paymentIdentity(shoppers)]),
    ],
    predictions: predictionsOf(index, births, accounts, rerouting.changes),
    executedTwice: executions.twice,
    afterlife: { revived: living('revived'), overstayed: living('overstayed'), doubled: living('doubled') },
  };
}

function classifyAll(index: TrialIndex): ClassifiedBirth[] {
  return [...gatherBirths(index).values()].map((birth) => classify(index, birth));
}

/** As the shoppers saw it, without journals: those of which the history says that a store held them that died. */
function classifyByHistory(index: TrialIndex): ClassifiedBirth[] {
  const history = withoutJournals(index);
  const held = gatherBirths(history, ({ store }) => store !== null && index.deaths.has(store));
  return [...held.values()].map((birth) => classify(history, birth));
}

/** A memory design in which a session's node is a function of the map, so that only a change of it moves sessions. */
function isHashed(index: TrialIndex): boolean {
  const { routing } = index.trial.header.design;
  return !index.shared && (routing === 'modulo' || routing === 'consistent' || routing === 'cookie');
}

function destroyedElsewhere(births: readonly ClassifiedBirth[]): Equation {
  const elsewhere = births.filter(
    ({ base, verdict }) => base?.class === 'destroyed' && base.event === null && verdict?.class !== 'leaked',
  );
  return equation('destroyed elsewhere', ['by no event', elsewhere.length], ['none', 0], {
    terms: { elsewhere: termOf(namesOf(elsewhere)) },
    words: 'elsewhere',
  });
}

/** The verdict, with the change of routing that explains a misrouted birth. */
function verdictIn(classified: ClassifiedBirth, { changes, undetected }: Rerouting): BirthVerdict[] {
  const { verdict } = classified;
  if (verdict === null) return [];
  if (verdict.class !== 'misrouted') return [verdict];
  const failure = undetected.get(classified);
  if (failure !== undefined) return [{ ...verdict, undetected: true, event: failure.event.id }];
  const movedBy = changes.findLast(
    (change) => change.moved.includes(classified) && (verdict.atUs ?? 0) >= change.event.fromUs,
  );
  return [{ ...verdict, event: movedBy?.event.id ?? null }];
}

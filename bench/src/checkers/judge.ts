/** Judges one trial. Pure: the same record gives the same judgement. */
import type { TrialInMemory, TrialRecord } from '../history/trial.js';
import { type PartJudgement, PartsAdded } from './added.js';
import type { Clause } from './clauses.js';
import { doubtsOf } from './doubts.js';
import { written } from './equation-words.js';
import { judgePart } from './judge-part.js';
import type { Judgement } from './judgement.js';
import { partsOf } from './parts.js';
import { countIdentities } from './sum-identities.js';

/**
 * @param without clauses to leave out, for tests that show what each one is needed for
 * @param parts the trial in parts that have nothing to do with each other: one is judged, and let go, before the next
 */
export function judge(
  trial: TrialRecord,
  without: ReadonlySet<Clause> = new Set(),
  parts: Iterable<TrialInMemory> = partsOf(trial),
): Judgement {
  const added = new PartsAdded();
  for (const part of parts) added.add(judgePart(part, without));
  return judgementOf(trial, added.whole());
}

/** What is said of the whole trial, once all of its parts are judged. */
export function judgementOf(trial: TrialRecord, { fates, accounts, ...whole }: PartJudgement): Judgement {
  return {
    ...whole,
    identities: [...fates.map(written), ...countIdentities(trial), ...accounts.map(written)],
    doubts: doubtsOf(trial, whole.births),
  };
}

/** What no record can decide, in words. */
import type { Records, TrialRecord } from '../history/trial.js';
import { placeOf } from '../scenario/stores.js';
import type { BirthVerdict } from './judgement.js';

/** More would hide the other doubts; the dump has them all. */
const KEYS_NAMED = 5;

export function doubtsOf(trial: TrialRecord, verdicts: Records<BirthVerdict>): string[] {
  const reasons = new Map<string, number>();
  for (const { reason } of verdicts) if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const doubts = [...reasons].map(([reason, n]) => `${n} ${n === 1 ? 'birth' : 'births'}: ${reason}`);
  for (const dump of trial.dumps) {
    if (dump.sessions === null) doubts.push(`${dump.store} could not be dumped: ${dump.reason ?? 'no reason given'}`);
    const { length = 0 } = dump.unreadable ?? [];
    if (length > 0) {
      const what =
        length === 1 ? 'a text that is no session, and counts' : `${length} texts that are no sessions, and count`;
      doubts.push(`${dump.store} has ${what} as not there: ${dump.unreadable?.slice(0, KEYS_NAMED).join(' ')}`);
    }
  }
  doubts.push(...(trial.damage ?? []));
  if (trial.end === null) doubts.push('the trial was cut short: its history has no end');
  else if (trial.end.interrupted) doubts.push('the trial was interrupted');
  else if (trial.end.quiet === false) doubts.push('something was still in flight when the dumps were taken');
  // That an external cluster shows none is said of it as a whole.
  if (trial.ledger === null && placeOf(trial.header.design) !== 'elsewhere')
    doubts.push('the gateway could not be asked for its ledger');
  const owners = new Set(verdicts.filter(({ shopper }) => shopper < 0).map(({ birth }) => birth));
  if (owners.size > 0) doubts.push(`no operation created: ${[...owners].join(' ')}`);
  return doubts;
}

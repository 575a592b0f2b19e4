/** People of an external cluster of whose sessions nothing was ever said: what became of them nobody can judge. Pure. */
import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { placeOf } from '../scenario/stores.js';

/** Null where every person who was told of a write that it was done was told once of which session, too. */
export function unwitnessedWords({ header, operations }: TrialRecord): string | null {
  if (placeOf(header.design) !== 'elsewhere') return null;
  const [wrote, witnessed] = [new Set<number>(), new Set<number>()];
  for (const { shopper, outcome, item, birth, origin } of inPassing(operations)) {
    if (outcome !== 'ok' || origin === 'final') continue;
    if (item !== null) wrote.add(shopper);
    if (birth !== null) witnessed.add(shopper);
  }
  const of = wrote.size;
  for (const shopper of witnessed) wrote.delete(shopper);
  return wrote.size === 0
    ? null
    : `no answer to ${wrote.size} of ${of} people named the session that keeps what they saved: what became of it is unknown`;
}

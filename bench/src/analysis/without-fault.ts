/** Acknowledged writes that are missing although nothing happened to the cluster: whoever loses them so is broken. Pure. */
import type { TrialRecord } from '../history/trial.js';
import { placeOf } from '../scenario/stores.js';
import type { DesignFindings } from './findings.js';

/**
 * What other requests of the session overwrote is a finding, and no failure; what a browser dropped, no server kept from it; and
 * of a design of the lab that lost sessions it is they who account for their writes.
 *
 * @returns null where none is missing, or where something happened that may have taken it
 */
export function withoutFaultWords({ sessions, writes }: DesignFindings, trials: readonly TrialRecord[]): string | null {
  const lost = writes.lost - writes.overwritten;
  if (lost <= 0 || trials.some((trial) => !isFaultless(trial))) return null;
  const place = placeOf((trials[0] as TrialRecord).header.design);
  if (place === 'jar' || (place !== 'elsewhere' && sessions.lost > 0)) return null;
  const stale = sessions.stale > 0 ? ` (stale sessions: ${sessions.stale})` : '';
  return `${lost} of ${writes.known} acknowledged writes are missing without a fault${stale}`;
}

function isFaultless({ header, events }: TrialRecord): boolean {
  return header.scenario.faults.length === 0 && events.every(({ loses }) => loses.length === 0);
}

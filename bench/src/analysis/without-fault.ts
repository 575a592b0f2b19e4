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
export function withoutFaultWords(findings: DesignFindings, trials: readonly TrialRecord[]): string | null {
  const [first] = trials;
  if (first === undefined || !trials.every(isFaultless)) return null;
  const place = placeOf(first.header.design);
  if (place === 'jar' || (place !== 'elsewhere' && findings.sessions.lost > 0)) return null;
  return missingWords(findings);
}

/** Of a cluster to which nothing happened, as to every external one. */
export function missingWords({ sessions, writes }: Pick<DesignFindings, 'sessions' | 'writes'>): string | null {
  const missing = writes.lost - writes.overwritten;
  if (missing <= 0) return null;
  const stale = sessions.stale > 0 ? ` (stale sessions: ${sessions.stale})` : '';
  return `${missing} of ${writes.known} acknowledged writes are missing without a fault${stale}`;
}

function isFaultless({ header, events }: TrialRecord): boolean {
  return header.scenario.faults.length === 0 && events.every(({ loses }) => loses.length === 0);
}

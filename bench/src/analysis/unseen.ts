/** What is not known of a cluster that the lab did not start: null in its findings, with the reason beside it. Pure. */
import type { SessionCounts } from '../checkers/judgement.js';
import type { Design } from '../scenario/scenario.js';
import type { DesignFindings } from './findings.js';

/** Counts of sessions that take a dump, or the time for which sessions are kept. */
export const UNSEEN_COUNTS = {
  destroyed: 'an external cluster has no dump to tell it from misrouted: see gone',
  misrouted: 'an external cluster has no dump to tell it from destroyed: see gone',
  undetected: 'the balancer of an external cluster tells nothing',
  overstayed: 'how long an external cluster keeps a session, its owner decides',
  expired: 'how long an external cluster keeps a session, its owner decides',
  doubled: 'an external cluster has no dump',
} as const satisfies Partial<Record<keyof SessionCounts, string>>;

/** Other parts of the findings. */
export const UNSEEN = {
  checkouts: 'the payments of an external cluster have no ledger that the lab can read',
  nodes: 'the processes of an external cluster cannot be asked: names and requests are what answers say',
  store: 'the store of an external cluster cannot be asked',
} as const;

/** @param reasons get one for each count that is null */
export function seenSessions(
  design: Pick<Design, 'store'>,
  sessions: SessionCounts,
  reasons: Record<string, string>,
): DesignFindings['sessions'] {
  if (design.store !== 'external') return sessions;
  const unseen = Object.entries(UNSEEN_COUNTS).map(([name, reason]) => {
    reasons[`sessions.${name}`] = reason;
    return [name, null];
  });
  return { ...sessions, ...(Object.fromEntries(unseen) as Record<keyof typeof UNSEEN_COUNTS, null>) };
}

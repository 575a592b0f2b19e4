/** What the lab says of a made-up run against what is known of it. */
import type { Findings } from '../../analysis/findings.js';
import type { Truth } from './journeys.js';

/** Where the two differ, in words. */
export function wrongIn({ scenarios }: Findings, truth: Truth): string[] {
  const scenario = Object.values(scenarios)[0];
  const found = scenario?.designs['stateful'];
  if (scenario === undefined || found === undefined) return ['the lab did not judge it'];
  const { sessions, requests, checkouts } = found;
  const pairs: [string, number | null, number][] = [
    ['sessions started', sessions.started, truth.started],
    ['completed', sessions.completed, truth.completed],
    ['destroyed', sessions.destroyed, truth.destroyed],
    ['lost', sessions.lost, truth.destroyed],
    ['with a receipt', checkouts.completed, truth.completed],
    // The final read of each shopper is none.
    ['operations sent', requests.sent, truth.operations - truth.started],
    ['sums that do not close', scenario.identities.filter(({ holds }) => !holds).length, 0],
    ['predictions that are missed', scenario.predictions.filter(({ agrees }) => !agrees).length, 0],
  ];
  return pairs.flatMap(([what, counted, known]) =>
    counted === known ? [] : [`${what}: counted ${counted}, expected ${known}`],
  );
}

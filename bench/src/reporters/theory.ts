/** What theory expects of a design's losses: one cell of the table, and the footnote that says why. Pure. */
import type { ScenarioFindings } from '../analysis/findings.js';
import { count, percent } from './figures.js';

type Prediction = ScenarioFindings['predictions'][number];

export interface Expectation {
  /** `all 61`, `97–125`, `none`, `–` */
  readonly cell: string;
  /** Why, in words; null where there is nothing to explain. */
  readonly basis: string | null;
  /** null: no prediction, or losses that none of them speaks of. */
  readonly agrees: boolean | null;
}

/** Predictions of the same thing in several blocks, in order of their first event. */
export function predictionGroups(scenario: ScenarioFindings, design: string): Prediction[][] {
  const groups = new Map<string, Prediction[]>();
  for (const prediction of scenario.predictions) {
    if (prediction.design !== design) continue;
    const key = `${prediction.title}\n${prediction.metric}`;
    groups.set(key, [...(groups.get(key) ?? []), prediction]);
  }
  return [...groups.values()];
}

/** `61`, `97–125`: the counts that theory allows. */
export function expectedWords({ expected }: Prediction): string {
  return 'exact' in expected ? count(expected.exact) : `${count(expected.low)}–${count(expected.high)}`;
}

/** `75 % of 149 ± chance (exact binomial, 99 %)`: where a region of counts comes from; empty for an exact count. */
export function regionWords({ expected, of }: Prediction): string {
  if ('exact' in expected) return '';
  return `${theoryShare(expected.share)} of ${count(of)} ± chance (exact binomial, 99 %)`;
}

/** A share that theory gives has no decimals to show unless it needs them. */
function theoryShare(share: number): string {
  return percent(share).replace('.0 %', ' %');
}

/** Lost sessions that theory expects of a design (hand-offs are told in the report). */
export function expectedLoss(scenario: ScenarioFindings, design: string): Expectation {
  const groups = predictionGroups(scenario, design).filter((group) => group[0]?.metric !== 'handoffFailed');
  if (groups.length === 0) return { cell: '–', basis: null, agrees: null };
  const all = groups.flat();
  const contradicted = all.some((prediction) => !prediction.agrees);
  const foretold = all.reduce((sum, { measured }) => sum + measured, 0) === scenario.designs[design]?.sessions.lost;
  const agrees = contradicted ? false : foretold ? true : null;
  const parts = groups
    .map((group) => ({ group, words: groupWords(group) }))
    .filter(({ words }) => words !== 'none' && words !== '0–0');
  const told = parts.length === 0 ? [] : parts.map(({ group }) => groupBasis(group));
  return {
    cell: `${parts.length === 0 ? 'none' : parts.map(({ words }) => words).join(' + ')}${contradicted ? ' ✗' : ''}`,
    basis: told.length === 0 ? null : told.join('; '),
    agrees,
  };
}

function groupWords(group: readonly Prediction[]): string {
  const first = group[0];
  if (first === undefined) return 'none';
  if (!('exact' in first.expected))
    return group.length === 1 ? expectedWords(first) : theoryShare(first.expected.share);
  const total = group.reduce((sum, { expected }) => sum + ('exact' in expected ? expected.exact : 0), 0);
  return total === 0 ? 'none' : `all ${count(total)}`;
}

function groupBasis(group: readonly Prediction[]): string {
  const first = group[0];
  if (first === undefined) return '';
  const inside = group.filter(({ agrees }) => agrees).length;
  const repeated = group.length === 1 ? '' : `, in ${inside} of ${group.length} blocks`;
  const region = regionWords(first);
  return `${first.title}: ${region === '' ? '' : `${region}: `}${first.basis}${repeated}${underWayWords(group)}`;
}

/** `; 25 more of the lost had a request under way …`: those that theory cannot speak of; empty for none. */
export function underWayWords(group: readonly Prediction[]): string {
  const underWay = group.reduce((sum, prediction) => sum + (prediction.underWay ?? 0), 0);
  if (underWay === 0) return '';
  return `; ${count(underWay)} more of the lost had a request under way from the kill until after the restart, whose save might have written the session anew`;
}

/** Latency of designs against each other, in the words that terminal and report share. Pure. */
import type { ScenarioFindings } from '../analysis/findings.js';
import { BETTER_BEYOND, CONFIDENCE, EQUIVALENT_WITHIN, POWER } from '../stats/effect.js';
import { FEWEST_PAIRS } from '../stats/sign-flip.js';
import type { Align } from './columns.js';
import { blocks, change } from './figures.js';

type Comparison = ScenarioFindings['comparisons'][number];

/** One table for each pair of designs. */
export interface LatencyVerdicts {
  /** `stateless against stateful, 10 blocks` */
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What was left out of it, and why. */
  readonly notes: readonly string[];
}

export const LATENCY_ALIGN: readonly Align[] = ['left', 'right', 'right', 'left', 'right', 'right'];
const HEAD = ['latency', 'ratio', '99 % interval', 'verdict', 'would show', 'p'] as const;

/** `10 %`, of a bound that is a whole number of them. */
const share = (bound: number): string => `${Math.round((bound - 1) * 100)} %`;
/** How to read the table, for somebody who meets it for the first time. */
export const HOW_TO_READ: readonly string[] = [
  'ratio: second design over first, from requests that were ok in both; above 1 the second takes longer (of shares: more are in time)',
  `better: the ${CONFIDENCE * 100} % interval lies wholly beyond ±${share(BETTER_BEYOND)}; equivalent: wholly within ±${share(EQUIVALENT_WITHIN)}; else inconclusive, which more blocks may settle`,
  `would show: the smallest true change that so many blocks call better in ${POWER * 5} of 5 runs; p: chance of such a difference between equal designs (sign-flip, from ${FEWEST_PAIRS} blocks on)`,
  '*: the one primary metric; verdict and p of the others allow for their number (Holm)',
];

/** Tables of what was judged; none where there is one block, or where no block could be used: a sentence says why. */
export function latencyVerdicts({ comparisons, blocks: all, windows }: ScenarioFindings): LatencyVerdicts[] {
  if (all <= 1) return [];
  const byPair = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const pair = one.designs.join(' ');
    byPair.set(pair, [...(byPair.get(pair) ?? []), one]);
  }
  const phases = windows.fault !== null;
  const judged = [...byPair.values()].filter((ofPair) => ofPair.some(({ verdict }) => verdict !== 'not judged'));
  return judged.map((ofPair) => {
    const [base, other] = ofPair[0]?.designs ?? ['', ''];
    return {
      title: `${other} against ${base}, ${blocks(all)}`,
      head: HEAD,
      rows: ofPair.map((one) => row(one, phases)),
      notes: notesOf(ofPair),
    };
  });
}

function row(one: Comparison, phases: boolean): string[] {
  const { metric, window, primary, ratio, low, high, detectable, p } = one;
  const when = phases ? `, ${window === 'fault' ? 'during' : window}` : '';
  return [
    `${metric.replace('response ', '')}${when}${primary ? ' *' : ''}`,
    factor(ratio),
    low === null || high === null ? '–' : `${factor(low)}–${factor(high)}`,
    one.verdict === 'better' ? `${one.better} better` : one.verdict,
    change(detectable),
    probability(p),
  ];
}

/** Each reason once, with the metrics that it is about. */
function notesOf(comparisons: readonly Comparison[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const { metric, window, detail, verdict, pairs } of comparisons) {
    const isWhole = verdict !== 'not judged' && pairs.every(({ reason }) => reason === null);
    if (!isWhole) byNote.set(detail, [...(byNote.get(detail) ?? []), `${metric.replace('response ', '')} ${window}`]);
  }
  return [...byNote].map(
    ([note, metrics]) => `${metrics.length === comparisons.length ? 'all' : metrics.join(', ')}: ${note}`,
  );
}

/** `1.21`; small ratios keep three digits: `0.084` */
export function factor(value: number | null): string {
  if (value === null) return '–';
  return value >= 0.995 ? value.toFixed(2) : value.toFixed(value < 0.1 ? 3 : 2);
}

function probability(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** The primary metric of each pair in a sentence, then what else is certain. */
export function latencySentences(scenario: ScenarioFindings): string[] {
  const judged = scenario.comparisons.filter(({ verdict }) => verdict !== 'not judged');
  const when = scenario.windows.fault === null ? '' : ' before the fault';
  const primary = judged.filter(({ primary }) => primary).map((one) => primarySentence(one, when));
  const others = judged.filter(({ primary, verdict }) => !primary && verdict === 'better').map(otherWords);
  return [...primary, ...(others.length === 0 ? [] : [`Beside that: ${others.join('; ')}.`])];
}

function primarySentence(one: Comparison, when: string): string {
  const { designs, verdict, better, ratio, low, high, detectable } = one;
  const [base, other] = designs;
  const figures = `${factor(ratio)} × as long as ${base} at the median${when} (99 % interval ${factor(low)}–${factor(high)})`;
  if (verdict === 'better') return `Latency: ${better} is faster: ${other} takes ${figures}.`;
  if (verdict === 'equivalent')
    return `Latency: no difference worth the name (within ±${share(EQUIVALENT_WITHIN)}): ${other} takes ${figures}.`;
  return `Latency: not decided: ${other} takes ${figures}; these blocks would show a change of ${change(detectable)}, more blocks a smaller one.`;
}

function otherWords({ metric, window, better, ratio, low, high }: Comparison): string {
  return `${better} is better at ${metric}, ${window} (ratio ${factor(ratio)}, ${factor(low)}–${factor(high)})`;
}

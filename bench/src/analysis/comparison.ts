/**
 * Latency of designs against each other, judged over the blocks of a scenario: each further design against the first.
 * Pure. The rules are those of stats/effect.ts; what a block contributes is in comparison-blocks.ts, and what makes its
 * latency void in void.ts.
 */
import type { TrialRecord } from '../history/trial.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Effect, effectOf, effectVerdict } from '../stats/effect.js';
import { holm } from '../stats/holm.js';
import { FEWEST_PAIRS, signFlipP } from '../stats/sign-flip.js';
import { type BlockRatio, blockRatios, type Metric, metricsOf } from './comparison-blocks.js';
import type { ScenarioFindings } from './findings.js';
import { troublesOf } from './troubles.js';
import { cutShort, type VoidBlock, voidBlocks } from './void.js';
import { windowsOf } from './windows.js';

export type Comparison = ScenarioFindings['comparisons'][number];
type Pair = Comparison['pairs'][number];

const ONE_BLOCK = 'one block';

/**
 * @param trials of the scenario, whatever block and design
 * @param latencyVoid blocks whose latency does not count
 * @returns for each design but the first one: the primary metric, then the others
 */
export function comparisonsOf(
  scenario: Scenario,
  trials: readonly TrialRecord[],
  latencyVoid: readonly VoidBlock[] = voidBlocks(trials.map(troublesOf)),
): Comparison[] {
  const present = scenario.designs.map(({ name }) => name).filter((name) => trials.some(isOf(name)));
  const [base, ...others] = present;
  if (base === undefined) return [];
  const metrics = metricsOf(windowsOf(scenario));
  const blocks = blocksOf(trials, latencyVoid);
  return others.flatMap((other) => compare([base, other], metrics, blocks));
}

const isOf =
  (design: string) =>
  ({ header }: TrialRecord): boolean =>
    header.design.name === design;

interface Block {
  readonly block: number;
  readonly trials: readonly TrialRecord[];
  /** Why no latency of it counts; null where it does. */
  readonly reason: string | null;
}

function blocksOf(trials: readonly TrialRecord[], latencyVoid: readonly VoidBlock[]): Block[] {
  const numbers = [...new Set(trials.map(({ header }) => header.block))].sort((a, b) => a - b);
  return numbers.map((block) => {
    const ofBlock = trials.filter(({ header }) => header.block === block);
    const failed = latencyVoid.find((each) => each.block === block)?.reason ?? null;
    return { block, trials: ofBlock, reason: cutShort(ofBlock) ?? failed };
  });
}

function compare(designs: [string, string], metrics: readonly Metric[], blocks: readonly Block[]): Comparison[] {
  const pairs = blocks.length > 1 ? pairsOf(designs, metrics, blocks) : metrics.map(() => []);
  const effects = pairs.map((ofMetric) => effectOf(ofMetric.flatMap(({ ratio }) => ratio ?? []).map(Math.log)));
  const signFlips = pairs.map((ofMetric) => signFlipP(ofMetric.flatMap(({ ratio }) => ratio ?? []).map(Math.log)));
  const beyond = corrected(
    metrics,
    effects.map((effect) => effect?.pBeyond ?? null),
  );
  const within = corrected(
    metrics,
    effects.map((effect) => effect?.pWithin ?? null),
  );
  const signFlip = corrected(metrics, signFlips);
  return metrics.map((metric, i) => {
    const effect = effects[i] ?? null;
    const ofMetric = pairs[i] ?? [];
    const pBeyond = beyond[i] ?? 1;
    const pWithin = within[i] ?? 1;
    const verdict = effect === null ? 'not judged' : effectVerdict({ pBeyond, pWithin });
    const p = signFlip[i] ?? null;
    return {
      designs,
      metric: metric.name,
      window: metric.window,
      primary: metric.primary,
      verdict,
      better: effect === null || verdict !== 'better' ? null : winner(designs, metric, effect),
      ratio: effect?.ratio ?? null,
      low: effect?.low ?? null,
      high: effect?.high ?? null,
      detectable: effect?.detectable ?? null,
      p,
      detail: effect === null ? whyNot(blocks, ofMetric) : basis(effect, ofMetric, p),
      pairs: ofMetric,
    };
  });
}

/** One list of pairs a metric. */
function pairsOf(designs: readonly [string, string], metrics: readonly Metric[], blocks: readonly Block[]): Pair[][] {
  const byBlock = blocks.map(({ block, trials, reason }) => {
    const [base, other] = designs.map((name) => trials.find(isOf(name)));
    const ratios: BlockRatio[] | null =
      reason === null && base !== undefined && other !== undefined ? blockRatios(base, other, metrics) : null;
    const without = reason ?? `no trial of ${base === undefined ? designs[0] : designs[1]}`;
    return metrics.map((_, i): Pair => {
      const of = ratios?.[i] ?? { reason: without };
      return 'ratio' in of ? { block, ratio: of.ratio, reason: null } : { block, ratio: null, reason: of.reason };
    });
  });
  return metrics.map((_, i) => byBlock.map((ofBlock) => ofBlock[i] as Pair));
}

/** Holm over all but the primary metric, which stands for itself. A metric without a value is no test. */
function corrected(metrics: readonly Metric[], pValues: readonly (number | null)[]): (number | null)[] {
  const isOther = (i: number): boolean => metrics[i]?.primary === false;
  const known = holm(pValues.filter((p, i) => p !== null && isOther(i)) as number[]);
  let next = 0;
  return pValues.map((p, i) => (p === null || !isOther(i) ? p : (known[next++] as number)));
}

function winner([base, other]: readonly [string, string], { better }: Metric, { ratio }: Effect): string {
  return ratio > 1 === (better === 'lower') ? base : other;
}

function whyNot(blocks: readonly Block[], pairs: readonly Pair[]): string {
  const [only] = blocks;
  if (blocks.length <= 1) return only?.reason == null ? ONE_BLOCK : `${ONE_BLOCK}; ${only.reason}`;
  const usable = pairs.filter(({ ratio }) => ratio !== null).length;
  return `${usable} of ${blocks.length} blocks can be used, two are needed: ${reasons(pairs)}`;
}

/** What the verdict rests on, beside the figures. */
function basis({ blocks }: Effect, pairs: readonly Pair[], p: number | null): string {
  const out = reasons(pairs);
  return [
    `${blocks} of ${pairs.length} blocks`,
    ...(out === '' ? [] : [`left out: ${out}`]),
    ...(p === null && blocks < FEWEST_PAIRS ? [`no p below ${FEWEST_PAIRS} blocks`] : []),
  ].join('; ');
}

/** Reasons name figures, so that many void blocks have as many; the pairs of the findings have them all. */
const REASONS_SAID = 3;

/** `block 3: the generator was late; blocks 4, 7: …; and 2 more blocks` */
function reasons(pairs: readonly Pair[]): string {
  const byReason = new Map<string, number[]>();
  for (const { block, reason } of pairs) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), block]);
  }
  const all = [...byReason];
  const said = all.slice(0, REASONS_SAID).map(([reason, of]) => `${blocksWords(of)}: ${reason}`);
  const unsaid = all.slice(REASONS_SAID).flatMap(([, of]) => of).length;
  return [...said, ...(unsaid === 0 ? [] : [`and ${unsaid} more ${unsaid === 1 ? 'block' : 'blocks'}`])].join('; ');
}

const blocksWords = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? 'block' : 'blocks'} ${numbers.join(', ')}`;

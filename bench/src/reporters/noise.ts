/** The noise floor of a machine in words: as `lab noise` prints it, and as later runs quote it. Pure. */
import { scenarioCaveats } from '../analysis/caveats.js';
import type { NoiseFigure, NoiseFloor, ScenarioFindings } from '../analysis/findings.js';
import { blocksToDetect } from '../stats/effect.js';
import { alignColumns, wrap } from './columns.js';
import { blocks, change, UNKNOWN } from './figures.js';
import { factor } from './latency-verdicts.js';

/** The difference that people ask about. */
const ASKED = 0.2;

const METRICS = [
  ['p50', 'response p50'],
  ['p95', 'response p95'],
  ['p99', 'response p99'],
  ['throughput', 'throughput'],
] as const;

export interface NoiseReport {
  readonly floor: NoiseFloor;
  /** Findings of the run that it comes from. */
  readonly scenario: ScenarioFindings;
  /** Path of the file that keeps it; null where nothing was measured. */
  readonly stored: string | null;
  readonly report: string;
  readonly columns: number;
  readonly command: string;
}

/** @returns what a terminal shows, with a line feed at its end */
export function renderNoise({ floor, scenario, stored, report, columns, command }: NoiseReport): string {
  const arrows = [
    ...verdictSentences(scenario),
    ...(stored === null ? [] : [`stored in ${stored}: later runs on this machine quote it`]),
  ];
  return `${[
    '',
    `noise floor of this machine · ${floor.scenario}, ${floor.design} against itself · ${blocks(floor.blocks)}`,
    ...scenarioCaveats(scenario).flatMap((caveat) => wrap(caveat, '  ! ', columns)),
    ...(METRICS.some(([key]) => floor[key].widest !== null) ? floorLines(floor, columns) : []),
    ...arrows.flatMap((sentence) => wrap(sentence, '  → ', columns)),
    '',
    `report  ${report}`,
    `again   ${command}`,
  ].join('\n')}\n`;
}

function floorLines(floor: NoiseFloor, columns: number): string[] {
  const head = ['two equal runs differ in', 'by', 'at most by', `to show ${ASKED * 100} %`];
  const rows = METRICS.map(([key, title]) => row(title, floor[key]));
  const what = 'by: standard deviation of the ratio of the two; at most by: the block in which they differed most';
  return [
    ...alignColumns([head, ...rows], ['left', 'right', 'right', 'right']).map((line) => `  ${line}`),
    ...wrap(what, '  ', columns),
  ];
}

function row(title: string, { spread, widest }: NoiseFigure): string[] {
  const needed = spread === null ? null : blocksToDetect(ASKED, spread);
  const words = spread === null ? UNKNOWN : needed === null ? 'over 1,000 blocks' : blocks(needed);
  return [title, asChange(spread), change(widest === null ? null : widest - 1), words];
}

/** A spread of logarithms as the change that it stands for: `3.5 %` */
const asChange = (spread: number | null): string => change(spread === null ? null : Math.exp(spread) - 1);

function verdictSentences({ comparisons }: ScenarioFindings): string[] {
  const [primary] = comparisons;
  if (primary === undefined || primary.verdict === 'not judged')
    return [`Nothing can be said of latency: ${primary?.detail ?? 'there is nothing to compare'}.`];
  const wrong = comparisons.filter(({ verdict }) => verdict === 'better');
  if (wrong.length > 0) {
    const which = wrong.map(({ metric, window, ratio }) => `${metric}, ${window} (ratio ${factor(ratio)})`).join('; ');
    return [
      `The design was found better than ITSELF at ${which}: by chance that is rarer than once in a hundred times; do not trust latency from this machine now.`,
    ];
  }
  const interval = `ratio ${factor(primary.ratio)}, 99 % interval ${factor(primary.low)}–${factor(primary.high)}`;
  return [`As it must be, the design is not better than itself: p50 ${primary.verdict} (${interval}).`];
}

/** For later runs: `two equal runs differ by 3.5 % at p50, 13.3 % at p95, 50.7 % at p99 (…)` */
export function noiseWords(floor: NoiseFloor | null): string {
  if (floor === null) return 'not measured on this machine: `npm run lab -- noise` does, in about 5 min';
  const { p50, p95, p99, scenario, design, measuredAt } = floor;
  const parts = [
    ['p50', p50],
    ['p95', p95],
    ['p99', p99],
  ] as const;
  const known = parts
    .filter(([, { spread }]) => spread !== null)
    .map(([name, { spread }]) => `${asChange(spread)} at ${name}`);
  return `two equal runs differ by ${known.join(', ')} (${scenario}, ${design} against itself, ${blocks(floor.blocks)}, ${measuredAt.slice(0, 10)})`;
}

/** The command line of a run, changed to run the same experiment again for another purpose. Pure. */
import type { Findings } from '../analysis/findings.js';
import { blocksSeconds } from '../runner/estimate.js';

/** A word as a shell reads it: what is quoted or escaped belongs to it. */
const WORD = /(?:'[^']*'|\\.|[^\s'\\])+/g;
/** What is advised where there is one block only. */
const ENOUGH_BLOCKS = 10;

interface Flags {
  /** Those with a value, behind a space or an equals sign. */
  readonly valued?: readonly string[];
  readonly bare?: readonly string[];
}

/** @param commandLine quoted as a shell takes it */
export function withoutFlags(commandLine: string, { valued = [], bare = [] }: Flags): string {
  const kept: string[] = [];
  let isValue = false;
  for (const [word] of commandLine.matchAll(WORD)) {
    if (isValue) {
      isValue = false;
      continue;
    }
    isValue = valued.includes(word);
    const isDropped = isValue || bare.includes(word) || valued.some((flag) => word.startsWith(`${flag}=`));
    if (!isDropped) kept.push(word);
  }
  return kept.join(' ');
}

/**
 * What judges the latency of a scenario with one block: the same load, designs and clusters, in more blocks; with the time
 * that takes. Of several scenarios only this one is repeated, where the command line has it by name.
 */
export function blocksAdvice(name: string, { scenarios }: Pick<Findings, 'scenarios'>, commandLine: string): string {
  // The folder is taken, and who reads this wants to read the verdict, too.
  const same = withoutFlags(commandLine, { valued: ['--out', '--blocks'], bare: ['--json'] }).match(WORD) ?? [];
  const operands = operandsOf(same);
  const isNamed = operands.some((i) => same[i] === name);
  const words = isNamed ? same.filter((word, i) => word === name || !operands.includes(i)) : same;
  const isAlone = isNamed || operands.length === 1;
  const repeated = Object.entries(scenarios).filter(([one]) => !isAlone || one === name);
  const seconds = repeated.reduce(
    (sum, [, { durationSeconds, designs }]) =>
      sum + blocksSeconds(durationSeconds, Object.keys(designs).length, ENOUGH_BLOCKS),
    0,
  );
  return `\`${words.join(' ')} --blocks ${ENOUGH_BLOCKS}\` judges it (about ${Math.ceil(seconds / 60)} min).`;
}

/** Where the scenarios stand in `npm run lab -- run …`, all of whose flags but `--json` have a value. */
function operandsOf(words: readonly string[]): number[] {
  const first = words.indexOf('--') + 2;
  return words.flatMap((word, i) => {
    const before = i === first ? '' : (words[i - 1] ?? '');
    const isValue = before.startsWith('--') && !before.includes('=');
    return i < first || word.startsWith('--') || isValue ? [] : [i];
  });
}

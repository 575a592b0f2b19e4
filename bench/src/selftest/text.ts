/** The self-test as people read it: one line a truth. Pure. */
import type { SelftestPart } from './selftest.js';
import type { Truth, TruthVerdict } from './truth.js';

const WORDS: Readonly<Record<TruthVerdict, string>> = { ok: 'ok', wrong: 'WRONG', unknown: 'unknown' };
const COLOURS: Readonly<Record<TruthVerdict, string>> = { ok: '32', wrong: '31;1', unknown: '33' };
/** Columns: the longest of what is usual; a longer one pushes the rest of its line to the right. */
const [VERDICT, WANTED, MEASURED] = [8, 17, 11];

export const COLUMNS = `  ${''.padEnd(VERDICT)}${'wanted'.padEnd(WANTED)}measured`;

/** @param color escape codes are welcome */
export function partText({ title, truths }: SelftestPart, color: boolean): string {
  return `\n${title}\n${truths.map((truth) => truthText(truth, color)).join('')}`;
}

function truthText({ claim, wanted, measured, verdict, note }: Truth, color: boolean): string {
  const word = WORDS[verdict].padEnd(VERDICT);
  const shown = color ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word;
  const line = `  ${shown}${wanted.padEnd(WANTED)}${measured.padEnd(MEASURED)}${claim}\n`;
  return note === null ? line : `${line}  ${''.padEnd(VERDICT)}→ ${note}\n`;
}

/** `84 truths: 84 ok` */
export function summaryText(parts: readonly SelftestPart[]): string {
  const all = parts.flatMap(({ truths }) => truths);
  const count = (wanted: TruthVerdict): number => all.filter(({ verdict }) => verdict === wanted).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const rest = [
    ...(wrong === 0 ? [] : [`${wrong} wrong: do not believe what this lab measures here`]),
    ...(unknown === 0 ? [] : [`${unknown} unknown: the truth itself could not be established`]),
  ];
  return `\n${[`${all.length} truths: ${count('ok')} ok`, ...rest].join(', ')}\n`;
}

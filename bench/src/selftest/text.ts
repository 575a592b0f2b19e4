/** The self-test as people read it: one line a truth, in 80 columns. Pure. */
import type { SelftestPart } from './selftest.js';
import type { Truth, TruthVerdict } from './truth.js';

const WORDS: Readonly<Record<TruthVerdict, string>> = { ok: 'ok', wrong: 'WRONG', unknown: 'unknown' };
const COLOURS: Readonly<Record<TruthVerdict, string>> = { ok: '32', wrong: '31;1', unknown: '33' };
/** Columns: the longest of what is usual; a longer one pushes the rest of its line to the right. */
const [INDENT, VERDICT, WANTED, MEASURED] = [2, 8, 17, 10];
const WIDTH = 80;

export const COLUMNS = `  ${''.padEnd(VERDICT)}${'wanted'.padEnd(WANTED)}${'measured'.padEnd(MEASURED)}what`;

/** @param color escape codes are welcome */
export function partText({ title, truths }: SelftestPart, color: boolean): string {
  return `\n${wrapped(title, WIDTH).join('\n')}\n${truths.map((truth, i) => truthText(truth, isLastOf(truths, i), color)).join('')}`;
}

/** The same reason for several lines stands under the last of them. */
function isLastOf(truths: readonly Truth[], at: number): boolean {
  return truths[at]?.note !== truths[at + 1]?.note;
}

function truthText({ claim, wanted, measured, verdict, note }: Truth, explains: boolean, color: boolean): string {
  const word = WORDS[verdict].padEnd(VERDICT);
  const shown = color ? `\u001b[${COLOURS[verdict]}m${word}\u001b[0m` : word;
  // A blank at least, however long a figure is.
  const figures = `${`${wanted} `.padEnd(WANTED)}${`${measured} `.padEnd(MEASURED)}`;
  const under = ' '.repeat(INDENT + VERDICT + WANTED + MEASURED);
  const claims = wrapped(claim, WIDTH - under.length).join(`\n${under}`);
  return `${' '.repeat(INDENT)}${shown}${figures}${claims}\n${note === null || !explains ? '' : noteText(note)}`;
}

function noteText(note: string): string {
  const under = ' '.repeat(INDENT + VERDICT);
  return `${under}→ ${wrapped(note, WIDTH - under.length - 2).join(`\n${under}  `)}\n`;
}

/** Broken at blanks; a word that is longer than a line has one of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `84 truths: 84 ok`, and in so many words what else it comes to. */
export function summaryText(parts: readonly SelftestPart[]): string {
  const all = parts.flatMap(({ truths }) => truths);
  const count = (wanted: TruthVerdict): number => all.filter(({ verdict }) => verdict === wanted).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const rest = [
    ...(wrong === 0 ? [] : [`${wrong} wrong: do not believe what this lab measures here, and please report it.`]),
    ...(unknown === 0
      ? []
      : [`${unknown} unknown: the machine was too busy for these; repeat it when it is quiet. The others stand.`]),
  ];
  const lines = [`${all.length} truths: ${count('ok')} ok`, ...rest].flatMap((line) => wrapped(line, WIDTH));
  return `\n${lines.join('\n')}\n`;
}

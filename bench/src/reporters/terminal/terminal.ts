/** The summary that ends a run on the terminal: per scenario a table, and the answer in sentences under it. Pure. */
import { scenarioCaveats } from '../../analysis/caveats.js';
import type { Findings, ScenarioFindings, Warning } from '../../analysis/findings.js';
import { blocksAdvice } from '../again.js';
import { alignColumns, cellWidth, wrap } from '../columns.js';
import { comparisonTable } from '../comparison-table.js';
import { HOW_TO_READ, LATENCY_ALIGN, latencyVerdicts } from '../latency-verdicts.js';
import { noiseWords } from '../noise.js';
import { experiment, findingSentences, isJudged, verdictSentence } from '../sentences.js';
import { type Style, styleOf } from './style.js';

export interface TerminalOptions {
  /** false under NO_COLOR, and where output is not a terminal. */
  readonly color: boolean;
  /** Width of the terminal; 100 serves where there is none. */
  readonly columns: number;
  /** Command line that repeats the run. */
  readonly command: string;
  /** Path of report.md; the charts lie in `charts/` beside it. */
  readonly reportPath: string;
}

/** The whole summary, with a line feed at its end. */
export function renderTerminal(findings: Findings, options: TerminalOptions): string {
  const style = styleOf(options.color);
  const scenarios = Object.entries(findings.scenarios);
  // How to read verdicts of latency is told once, where the first ones stand.
  const firstJudged = scenarios.find(([, scenario]) => latencyVerdicts(scenario).length > 0)?.[0];
  const sections = scenarios.map(([name, scenario]) => {
    const explained = name === firstJudged ? [...HOW_TO_READ, `this machine: ${noiseWords(findings.noise)}`] : [];
    const advice = blocksAdvice(name, findings, options.command);
    return scenarioSection(name, scenario, { explained, advice }, options.columns, style);
  });
  const charts = options.reportPath.replace(/[^/\\]*$/, 'charts/');
  const end = [`report  ${options.reportPath}      charts  ${charts}`, `again   ${options.command}`];
  return `${[...sections, end].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function scenarioSection(
  name: string,
  scenario: ScenarioFindings,
  { explained, advice }: { readonly explained: readonly string[]; readonly advice: string },
  columns: number,
  style: Style,
): string[] {
  const [title = '', ...rest] = wrap(experiment(scenario), `${name} · `, columns);
  return [
    style.bold(name) + title.slice(name.length),
    ...rest.map((line) => line.replace(/^ +/, '  ')),
    ...scenarioCaveats(scenario).flatMap((caveat) => wrap(caveat, '  ! ', columns).map(style.doubtful)),
    ...(isJudged(scenario) ? tableLines(scenario, columns, style) : []),
    ...latencyLines(scenario, columns, style),
    ...explained.flatMap((line) => wrap(line, '  ', columns)).map(style.dim),
    ...findingSentences(scenario, advice).flatMap((sentence) => wrap(sentence, '  → ', columns)),
    ...brokenIdentities(scenario, columns, style),
    ...warningLines(scenario, columns, style),
    ...verdictLines(scenario, columns, style),
  ];
}

function tableLines(scenario: ScenarioFindings, columns: number, style: Style): string[] {
  const { head, rows, notes } = comparisonTable(scenario);
  const oneLine = [head.map((cell) => cell.replace('|', ' '))];
  const twoLines = [
    head.map((cell) => (cell.includes('|') ? (cell.split('|')[0] ?? '') : '')),
    head.map((cell) => cell.split('|').at(-1) ?? ''),
  ];
  const fitting = [oneLine, twoLines]
    .map((heading) => ({
      heading,
      lines: alignColumns([...heading, ...rows], ALIGN).map((line) => `  ${line}`),
    }))
    .find(({ lines }) => lines.every((line) => cellWidth(line) <= columns));
  const table =
    fitting === undefined
      ? stacked(oneLine[0] ?? [], rows)
      : fitting.lines.map((line, i) => (i < fitting.heading.length ? style.dim(line) : line));
  return [...table, ...notes.flatMap((note) => wrap(note, '  ', columns)).map(style.dim)];
}
const ALIGN = ['left', 'right', 'right', 'left', 'right', 'right'] as const;

/** Over several blocks: what may be said of latency, metric by metric. */
function latencyLines(scenario: ScenarioFindings, columns: number, style: Style): string[] {
  return latencyVerdicts(scenario).flatMap(({ title, head, rows, notes }) => {
    const [first = '', ...lines] = alignColumns([head, ...rows], LATENCY_ALIGN).map((line) => `  ${line}`);
    const fits = [first, ...lines].every((line) => cellWidth(line) <= columns);
    const table = fits ? [style.dim(first), ...lines] : stacked(head, rows);
    return [`  ${title}`, ...table, ...notes.flatMap((note) => wrap(note, '  ', columns)).map(style.dim)];
  });
}

/** On a narrow terminal: one paragraph a design instead of a row. */
function stacked(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.flatMap((row) => [
    `  ${row[0] ?? ''}`,
    ...alignColumns(
      row.slice(1).map((cell, i) => [head[i + 1] || 'share', cell]),
      ['left', 'left'],
    ).map((line) => `    ${line}`),
  ]);
}

function brokenIdentities(scenario: ScenarioFindings, columns: number, style: Style): string[] {
  const broken = scenario.identities.filter(({ holds }) => !holds);
  if (broken.length === 0) return [];
  return [
    style.bad(
      `  ✗ ${broken.length} OF ${scenario.identities.length} IDENTITIES DO NOT HOLD: do not quote these counts`,
    ),
    ...broken.flatMap(({ design, block, name, left, right, detail }) =>
      wrap(
        `${design}, block ${block}, ${name}: ${left.label} ${left.value} ≠ ${right.label} ${right.value}. ${detail}`,
        '    ',
        columns,
      ),
    ),
  ];
}

/** Warnings of a kind stand together, over their advice. */
function warningLines({ warnings }: ScenarioFindings, columns: number, style: Style): string[] {
  const kinds = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const kind = `${warning.code}\n${warning.advice}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), warning]);
  }
  return [...kinds.values()].flatMap((same) => [
    ...same.flatMap(({ design, message }) =>
      wrap(`${design === null ? '' : `${design}: `}${message}`, '  ! ', columns).map(style.doubtful),
    ),
    ...wrap(same[0]?.advice ?? '', '    → ', columns),
  ]);
}

const SIGNS = { pass: '✓', fail: '✗', unknown: '?' } as const;

function verdictLines(scenario: ScenarioFindings, columns: number, style: Style): string[] {
  const paint = { pass: style.good, fail: style.bad, unknown: style.doubtful }[scenario.verdict];
  return wrap(verdictSentence(scenario), `  ${SIGNS[scenario.verdict]} verdict `, columns).map(paint);
}

/** report.md: the verdict, the table, each scenario, warnings, how it was measured, witnesses. Pure. */
import type { Findings } from '../../analysis/findings.js';
import type { Manifest } from '../../analysis/manifest.js';
import { blocksAdvice } from '../again.js';
import { comparisonTable } from '../comparison-table.js';
import { isExternalRun } from '../external.js';
import { headline, isJudged, verdictSentence } from '../sentences.js';
import { code, escapeText, list, section, table } from './gfm.js';
import { measuredSection } from './measured.js';
import { type ChartList, scenarioSection } from './scenario-section.js';

/** A lost session and its story, as `explainBirth` tells it. */
export interface Witness {
  readonly scenario: string;
  readonly design: string;
  readonly birth: string;
  readonly story: readonly string[];
}

const SIGNS = { pass: '✅', fail: '❌', unknown: '❔' } as const;
const WITNESSES = 3;

/**
 * @param charts what `renderCharts` returned; the pictures lie in `charts/` beside the report
 * @returns GitHub-flavoured Markdown with a line feed at its end
 */
export function renderMarkdown(
  findings: Findings,
  manifest: Manifest,
  charts: ChartList,
  witnesses: readonly Witness[],
): string {
  const scenarios = Object.entries(findings.scenarios);
  const interrupted =
    manifest.status === 'interrupted' || manifest.status === 'failed'
      ? `**The run ${manifest.status === 'failed' ? 'failed' : 'was interrupted'}: it holds what was measured until then.**`
      : '';
  return `${[
    section(
      1,
      isExternalRun(findings)
        ? 'Sessions of clusters measured from outside: what a run found'
        : 'Sticky sessions in memory, or sessions in Redis: what a run found',
      interrupted,
      caveats(findings),
      verdicts(findings),
    ),
    section(
      2,
      'All scenarios',
      ...scenarios.map(([name, scenario]) =>
        isJudged(scenario) ? comparison(name, comparisonTable(scenario)) : `**${name}**: no design was judged.`,
      ),
    ),
    ...scenarios.map(([name, scenario]) =>
      scenarioSection(name, scenario, charts, blocksAdvice(name, findings, manifest.commandLine)),
    ),
    section(2, 'Warnings', warnings(findings)),
    measuredSection(findings, manifest),
    section(2, 'Witnesses', ...witnessStories(witnesses)),
  ].join('\n\n')}\n`;
}

/** Before any figure: what of them must not be quoted. */
function caveats({ caveats: all }: Findings): string {
  return all.length === 0 ? '' : list(all.map((caveat) => `**${escapeText(caveat)}**`));
}

function verdicts(findings: Findings): string {
  return list(
    Object.entries(findings.scenarios).map(([name, scenario]) => {
      const sentence = `${headline(scenario)}. Verdict ${verdictSentence(scenario)}`;
      return `${SIGNS[scenario.verdict]} **${name}**: ${escapeText(sentence)}`;
    }),
  );
}

function comparison(name: string, { head, rows, notes }: ReturnType<typeof comparisonTable>): string {
  const titles = head.map((cell) => cell.replace('|', ' '));
  return [
    `**${name}**`,
    table(titles, rows, ['left', 'right', 'right', 'left', 'right', 'right']),
    notes.map(escapeText).join('<br>\n'),
  ].join('\n\n');
}

function warnings(findings: Findings): string {
  const all = Object.entries(findings.scenarios).flatMap(([name, scenario]) => [
    ...scenario.identities
      .filter(({ holds }) => !holds)
      .map(
        ({ design, name: sum }) =>
          `**${name}, ${design}: ${escapeText(sum)}: the sum does not close; do not quote these counts.**`,
      ),
    ...scenario.warnings.map(({ design, message, advice }) => {
      const of = design === null ? name : `${name}, ${design}`;
      return `${escapeText(`${of}: ${message}`)} → ${escapeText(advice)}`;
    }),
  ]);
  return all.length === 0 ? 'None.' : list(all);
}

/** Three stories, of as many scenarios and designs as there are. */
function witnessStories(witnesses: readonly Witness[]): string[] {
  if (witnesses.length === 0) return ['No session was lost, so there is none to tell of.'];
  const firsts = new Map(witnesses.toReversed().map((witness) => [`${witness.scenario} ${witness.design}`, witness]));
  const varied = [...new Set([...[...firsts.values()].reverse(), ...witnesses])].slice(0, WITNESSES);
  return varied.map(({ scenario, design, birth, story }) =>
    section(3, `${scenario}, ${design}: session ${birth}`, code(story)),
  );
}

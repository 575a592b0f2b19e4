/** The section of one scenario: its question, what was done, charts, theory beside measurement, what it cost. Pure. */
import type { ScenarioFindings } from '../../analysis/findings.js';
import { CHARTS } from '../charts/charts.js';
import { HOW_TO_READ, LATENCY_ALIGN, latencyVerdicts } from '../latency-verdicts.js';
import { experiment, findingSentences, isJudged, latencyIsVoid } from '../sentences.js';
import { code, escapeText, list, section, table } from './gfm.js';
import * as tables from './tables.js';
import { timeLine } from './timeline.js';

/** What was drawn and what not, as `renderCharts` returns it; the bytes are not needed. */
export interface ChartList {
  readonly files: readonly { readonly name: string }[];
  readonly omitted: readonly { readonly name: string; readonly reason: string }[];
}

/** @param advice what judges the latency of a single block */
export function scenarioSection(name: string, scenario: ScenarioFindings, charts: ChartList, advice: string): string {
  const question = `> ${escapeText(scenario.question)}`;
  if (!isJudged(scenario)) return section(2, name, question, escapeText(experiment(scenario)), 'No design was judged.');
  const part = (title: string, body: string, present = true) => (present ? section(3, title, body) : '');
  return section(
    2,
    name,
    question,
    escapeText(experiment(scenario)),
    code(timeLine(scenario)),
    list(findingSentences(scenario, advice).map(escapeSentence)),
    chartLinks(name, charts),
    part('Theory beside measurement', tables.predictionsTable(scenario), scenario.predictions.length > 0),
    part('What was expected', tables.expectationsTable(scenario), scenario.expectations.length > 0),
    part('What it cost people', tables.peopleTable(scenario)),
    part('Sessions by class', tables.sessionsTable(scenario)),
    part('Sums that must close', tables.identitiesTable(scenario), scenario.identities.length > 0),
    part('Requests', tables.requestsTable(scenario)),
    latencyComparisons(scenario),
    section(
      3,
      'Latency in ms',
      ...unlessVoid(
        scenario,
        'Response time counts from the planned start, service time from the actual send; percentiles are over ok planned requests. `–`: the sample does not carry it.',
        tables.latencyTable(scenario),
      ),
    ),
    section(
      3,
      'Answered well in time',
      ...unlessVoid(
        scenario,
        'Share of all planned requests of the window; whatever was not ok, or not sent, counts as not in time.',
        tables.timelinessTable(scenario),
      ),
      scenario.windows.fault === null ? '' : tables.reactionTable(scenario),
    ),
    part('Load generator', tables.generatorTable(scenario)),
    section(
      3,
      'Nodes and store',
      scenario.blocks > 1 ? 'Nodes are those of the first block.' : '',
      tables.nodesTable(scenario),
      tables.storeLines(scenario).join('<br>\n'),
    ),
    reasonList(scenario),
  );
}

/** A table of dashes would look as if the sample had been too small. */
function unlessVoid(scenario: ScenarioFindings, ...parts: readonly string[]): string[] {
  const [voided] = scenario.latencyVoid;
  if (voided === undefined) return [...parts];
  if (latencyIsVoid(scenario))
    return [`Void: ${escapeText(voided.reason)}. What was recorded stands in \`latency.hlog\` of each trial.`];
  const left = scenario.latencyVoid.map(({ block }) => block).join(', ');
  return [...parts, `Without the void latency of ${scenario.latencyVoid.length === 1 ? 'block' : 'blocks'} ${left}.`];
}

/** Over several blocks; with one nothing is judged. */
function latencyComparisons(scenario: ScenarioFindings): string {
  const verdicts = latencyVerdicts(scenario);
  if (verdicts.length === 0) return '';
  const ofPairs = verdicts.map(({ title, head, rows, notes }) =>
    [`**${title}**`, table(head, rows, LATENCY_ALIGN), notes.map(escapeText).join('<br>\n')]
      .filter((text) => text !== '')
      .join('\n\n'),
  );
  return section(3, 'Latency compared', ...ofPairs, list(HOW_TO_READ.map(escapeText)));
}

/** Sentences hold commands in back-ticks, which stay code. */
function escapeSentence(sentence: string): string {
  return sentence
    .split('`')
    .map((part, i) => (i % 2 === 0 ? escapeText(part) : part))
    .join('`');
}

function chartLinks(scenario: string, charts: ChartList): string {
  const names = Object.keys(CHARTS).map((kind) => [`${scenario}-${kind}.png`, kind] as const);
  const drawn = names.filter(([name]) => charts.files.some((file) => file.name === name));
  const missing = names.flatMap(([name, kind]) => {
    const reason = charts.omitted.find((omitted) => omitted.name === name)?.reason;
    return reason === undefined ? [] : [`No chart of ${kind}: ${reason}.`];
  });
  return [...drawn.map(([name, kind]) => `![${scenario}: ${kind}](charts/${encodeURI(name)})`), ...missing].join(
    '\n\n',
  );
}

/** Why figures are missing: the same reason is said once. */
function reasonList(scenario: ScenarioFindings): string {
  const fields = new Map<string, string[]>();
  for (const [design, { reasons }] of Object.entries(scenario.designs)) {
    for (const [field, reason] of Object.entries(reasons)) {
      fields.set(reason, [...(fields.get(reason) ?? []), `${design} ${field}`]);
    }
  }
  if (fields.size === 0) return '';
  const items = [...fields].map(([reason, of]) => `${escapeText(reason)}: ${of.map((one) => `\`${one}\``).join(', ')}`);
  return ['<details><summary>Figures that this run cannot give</summary>', list(items), '</details>'].join('\n\n');
}

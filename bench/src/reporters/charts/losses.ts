/** Lost sessions over time: cumulative steps, destroyed and misrouted apart. */
import type { ScenarioFindings } from '../../analysis/findings.js';
import { isExternal } from '../external.js';
import { count } from '../figures.js';
import { incidentsOf } from '../incidents.js';
import { headline } from '../sentences.js';
import { bandsOf, countAxis, lengthOf, timeAxis, valuesOf } from './axes.js';
import type { Chart, ChartInput, Series } from './chart.js';
import { lookOf } from './palette.js';

const KINDS = ['destroyed', 'misrouted', 'gone'] as const;

export const lossesChart: Chart = (input) => {
  const series = Object.keys(input.scenario.designs).flatMap((design) => seriesOf(input, design));
  const top = Math.max(0, ...valuesOf(series));
  if (top === 0) return { omitted: 'no design lost a session' };
  return {
    title: headline(input.scenario),
    series,
    scales: { x: timeAxis(lengthOf(input.scenario)), y: countAxis('lost sessions so far', top) },
    bands: bandsOf(input.scenario),
    panels: [],
    note: `${isExternal(input.scenario) ? 'gone' : 'thick: destroyed, thin: misrouted'}, by the second of the loss (found after the load: its last second)${
      input.scenario.blocks > 1 ? '; first block' : ''
    }`,
  };
};

/** One line a kind of loss; a design that lost nothing has one line, at 0. */
function seriesOf({ scenario }: ChartInput, design: string): Series[] {
  const timeline = scenario.designs[design]?.timeline ?? [];
  if (timeline.length === 0) return [];
  const lossy = KINDS.filter((kind) => timeline.some((bin) => bin[kind] > 0));
  if (lossy.length === 0)
    return [
      line(
        scenario,
        design,
        'none lost',
        timeline.map(() => 0),
        false,
      ),
    ];
  return lossy.map((kind) => {
    let sum = 0;
    const sums = timeline.map((bin) => {
      sum += bin[kind];
      return sum;
    });
    return line(scenario, design, `${count(sum)} ${kind}`, sums, kind !== 'misrouted');
  });
}

function line(
  scenario: ScenarioFindings,
  design: string,
  words: string,
  sums: readonly number[],
  bold: boolean,
): Series {
  const look = lookOf(design, Object.keys(scenario.designs));
  const incidents = incidentsOf(scenario).map(({ fromSeconds }) => fromSeconds);
  // A bin tells the second of a loss, not the moment: one in an incident's second stands at the incident.
  const moment = (second: number) => incidents.find((at) => at >= second && at < second + 1) ?? second;
  return {
    label: `${design}: ${words}`,
    color: look.color,
    bold,
    area: null,
    dataset: {
      data: [
        ...sums.map((y, second) => ({ x: y > (sums[second - 1] ?? 0) ? moment(second) : second, y })),
        { x: lengthOf(scenario), y: sums.at(-1) ?? 0 },
      ],
      stepped: true,
      clip: 10,
      borderColor: look.color,
      backgroundColor: look.color,
      borderWidth: bold ? 5 : 3,
      borderDash: [...look.dash],
      pointStyle: look.marker,
      pointRadius: sums.map((sum, i) => (sum > (sums[i - 1] ?? 0) ? 7 : 0)),
    },
  };
}

/** Latency over time: p50 and p99 of each second, all designs on the same axes. */
import { milliseconds, withMs } from '../figures.js';
import { deedOf } from '../incidents.js';
import { bandsOf, latencyAxis, lengthOf, timeAxis, valuesOf } from './axes.js';
import type { Chart, ChartInput, Series } from './chart.js';
import { lookOf } from './palette.js';

const MEASURES = [
  { field: 'responseP99Ms', word: 'p99', bold: true },
  { field: 'responseP50Ms', word: 'p50', bold: false },
] as const;

export const latencyChart: Chart = (input) => {
  const series = Object.keys(input.scenario.designs).flatMap((design) => seriesOf(input, design));
  const [voided] = input.scenario.latencyVoid;
  if (series.length === 0 && voided !== undefined) return { omitted: `latency is void: ${voided.reason}` };
  if (series.length === 0) return { omitted: 'no second had enough requests that were answered well for a percentile' };
  return {
    title: title(input),
    series,
    scales: { x: timeAxis(lengthOf(input.scenario)), y: latencyAxis(valuesOf(series)) },
    bands: bandsOf(input.scenario),
    panels: [],
    note: 'thick: p99, thin: p50 of each second, from the planned start of ok requests',
  };
};

function seriesOf({ scenario }: ChartInput, design: string): Series[] {
  const look = lookOf(design, Object.keys(scenario.designs));
  const timeline = scenario.designs[design]?.timeline ?? [];
  return MEASURES.flatMap(({ field, word, bold }) => {
    // A second stands in the middle of its bin.
    const data = timeline.map((bin) => ({
      x: bin.second + 0.5,
      y: bin[field] === null ? null : Math.max(1, bin[field]),
    }));
    if (data.every(({ y }) => y === null)) return [];
    return [
      {
        label: `${design} ${word}`,
        color: look.color,
        bold,
        area: null,
        dataset: {
          data,
          borderColor: look.color,
          backgroundColor: look.color,
          borderWidth: bold ? 4 : 2,
          borderDash: [...look.dash],
          pointStyle: look.marker,
          pointRadius: timeline.length > 60 ? 0 : bold ? 5 : 3,
          spanGaps: false,
        },
      },
    ];
  });
}

function title({ scenario }: ChartInput): string {
  const windowed = scenario.windows.fault !== null;
  const parts = Object.entries(scenario.designs).map(([name, { latencyMs }]) => {
    const [before, fault] = [latencyMs.before.response.p99, latencyMs.fault.response.p99];
    if (!windowed) return `${withMs(latencyMs.overall.response.p99)} with ${name}`;
    return `from ${milliseconds(before)} to ${withMs(fault)} with ${name}`;
  });
  const deed = deedOf(scenario);
  const carried = Object.values(scenario.designs).some(({ latencyMs: { before, fault, overall } }) =>
    (windowed ? [before, fault] : [overall]).some(({ response }) => response.p99 !== null),
  );
  if (!carried) return `${deed ?? 'Without a fault'}: response times, with too few requests for a p99 of a window`;
  return windowed && deed !== null
    ? `${deed}: p99 goes ${parts.join(', ')}`
    : `p99 without a fault: ${parts.join(', ')}`;
}

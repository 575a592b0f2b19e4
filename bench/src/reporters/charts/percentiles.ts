/** Percentile curve on a nines axis, to the last percentile that the sample carries. */
import { withMs } from '../figures.js';
import { axisTitle, latencyAxis, TICK_SIZE, valuesOf } from './axes.js';
import type { Chart, ChartInput, Series } from './chart.js';
import { FONT_FAMILY } from './font.js';
import { INK, lookOf } from './palette.js';

/** Ticks of the axis: quantile and its name. */
const NINES = [
  [0, '0'],
  [0.5, '50 %'],
  [0.75, '75 %'],
  [0.9, '90 %'],
  [0.95, '95 %'],
  [0.99, '99 %'],
  [0.999, '99.9 %'],
  [0.9999, '99.99 %'],
  [0.99999, '99.999 %'],
  [0.999999, '99.9999 %'],
] as const;

/** Each nine takes as much room as the one before. */
function nines(quantile: number): number {
  return -Math.log10(1 - quantile);
}

export const percentilesChart: Chart = (input) => {
  const series = Object.keys(input.scenario.designs).flatMap((design) => seriesOf(input, design));
  const last = Math.max(0, ...series.flatMap(({ dataset }) => dataset.data.map(({ x }) => x)));
  const [voided] = input.scenario.latencyVoid;
  if (last === 0 && voided !== undefined) return { omitted: `latency is void: ${voided.reason}` };
  if (last === 0) return { omitted: 'no request was answered well, so there is no percentile' };
  return {
    title: title(input),
    series,
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: Math.max(nines(0.5), last),
        title: axisTitle('share of requests answered within this time (each nine takes the same room)'),
        afterBuildTicks: (axis) => {
          axis.ticks = NINES.map(([quantile]) => ({ value: nines(quantile) })).filter(
            ({ value }) => value <= last + 1e-9,
          );
        },
        ticks: {
          autoSkip: false,
          font: { family: FONT_FAMILY, size: TICK_SIZE },
          color: INK.soft,
          callback: (value) => NINES.find(([quantile]) => Math.abs(nines(quantile) - Number(value)) < 1e-9)?.[1] ?? '',
        },
        grid: { color: INK.grid, drawTicks: false },
        border: { color: INK.axis },
      },
      y: latencyAxis(valuesOf(series)),
    },
    bands: [],
    panels: [],
    note: 'response time of all ok planned requests, from the planned start',
  };
};

function seriesOf({ scenario }: ChartInput, design: string): Series[] {
  const look = lookOf(design, Object.keys(scenario.designs));
  // The quantile 1 is the maximum: it says nothing about a share, and lies infinitely far on this axis.
  const points = (scenario.designs[design]?.percentileCurve ?? []).filter(([quantile]) => quantile < 1);
  if (points.length === 0) return [];
  return [
    {
      label: design,
      color: look.color,
      bold: true,
      area: null,
      dataset: {
        data: points.map(([quantile, ms]) => ({ x: nines(quantile), y: Math.max(1, ms) })),
        borderColor: look.color,
        backgroundColor: look.color,
        borderWidth: 4,
        borderDash: [...look.dash],
        // Markers at the edges are drawn whole.
        clip: 10,
        pointStyle: look.marker,
        // A marker on the axis itself would hide its figures.
        pointRadius: points.map(([quantile]) => (quantile === 0 || points.length > 40 ? 0 : 5)),
      },
    },
  ];
}

/** The highest percentile that every design's sample carries. */
const QUOTED = [
  { field: 'p99', words: '99 %' },
  { field: 'p95', words: '95 %' },
  { field: 'p50', words: 'Half' },
] as const;

function title({ scenario }: ChartInput): string {
  const designs = Object.entries(scenario.designs);
  const quoted = QUOTED.find(({ field }) =>
    designs.every(([, { latencyMs }]) => latencyMs.overall.response[field] !== null),
  );
  if (quoted === undefined) return 'Response times, with too few requests for a percentile of every design';
  const parts = designs.map(
    ([name, { latencyMs }]) => `${withMs(latencyMs.overall.response[quoted.field])} with ${name}`,
  );
  return `${quoted.words} of the requests are answered within ${parts.join(', ')}`;
}

/** Axes that charts share. Sizes are CSS pixels of a chart 1600 wide. */

import type { ScenarioFindings } from '../../analysis/findings.js';
import { incidentsOf } from '../incidents.js';
import type { Band, Scales, Series } from './chart.js';
import { FONT_FAMILY } from './font.js';
import { INK } from './palette.js';

type Scale = NonNullable<Scales[string]>;

export const TICK_SIZE = 20;
const tickFont = { family: FONT_FAMILY, size: TICK_SIZE };

export function axisTitle(text: string) {
  return { display: true, text, color: INK.soft, font: { family: FONT_FAMILY, size: TICK_SIZE } };
}

/** Seconds since the start of load. @param seconds length of the axis */
export function timeAxis(seconds: number): Scale {
  return {
    type: 'linear',
    min: 0,
    max: seconds,
    title: axisTitle('seconds from the start of load'),
    ticks: { font: tickFont, color: INK.soft, maxTicksLimit: 16, precision: 0 },
    grid: { display: false },
    border: { color: INK.axis },
  };
}

/** Milliseconds on a logarithmic axis from 1 ms. @param values all that is drawn, in milliseconds */
export function latencyAxis(values: readonly number[]): Scale {
  const top = 10 ** Math.ceil(Math.log10(Math.max(10, ...values) * 1.05));
  return {
    type: 'logarithmic',
    min: 1,
    max: top,
    title: axisTitle('response time in ms, logarithmic'),
    afterBuildTicks: (axis) => {
      const ticks = [];
      for (let decade = 1; decade <= top; decade *= 10) {
        for (const step of [1, 2, 5]) if (decade * step <= top) ticks.push({ value: decade * step });
      }
      axis.ticks = ticks;
    },
    ticks: {
      font: tickFont,
      color: INK.soft,
      autoSkip: false,
      callback: (value) => {
        const ms = Number(value);
        const major = Number.isInteger(Math.log10(ms));
        return major || top <= 1000 ? `${ms === 1 ? '≤ ' : ''}${ms.toLocaleString('en-US')}` : '';
      },
    },
    grid: { color: INK.grid, drawTicks: false },
    border: { color: INK.axis },
  };
}

/** Whole numbers from 0. */
export function countAxis(title: string, top: number): Scale {
  return {
    type: 'linear',
    min: 0,
    suggestedMax: Math.max(4, top * 1.08),
    title: axisTitle(title),
    ticks: { font: tickFont, color: INK.soft, precision: 0, maxTicksLimit: 9 },
    grid: { color: INK.grid, drawTicks: false },
    border: { color: INK.axis },
  };
}

/** The script's incidents as shaded bands. */
export function bandsOf(scenario: ScenarioFindings): Band[] {
  return incidentsOf(scenario).map(({ fromSeconds, toSeconds, words }) => ({
    from: fromSeconds,
    to: toSeconds,
    words,
  }));
}

/** Last second that any timeline of the scenario reaches. */
export function lengthOf(scenario: ScenarioFindings): number {
  const bins = Object.values(scenario.designs).map(({ timeline }) => (timeline.at(-1)?.second ?? 0) + 1);
  return Math.max(1, scenario.durationSeconds, ...bins);
}

/** Values of drawn series, without gaps. */
export function valuesOf(series: readonly Series[]): number[] {
  return series.flatMap(({ dataset }) => dataset.data.flatMap(({ y }) => (y === null ? [] : [y])));
}

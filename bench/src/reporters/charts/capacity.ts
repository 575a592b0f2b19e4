/** Capacity over nodes: the rate of each design with its spread over the rounds, and the scaling law where it is known. */

import type { CapacityFindings, CapacityPoint, DesignCapacity } from '../../capacity/findings.js';
import { listed } from '../../capacity/judge.js';
import { scaled } from '../../stats/scalability.js';
import { count, nodesWords, withMs } from '../figures.js';
import { axisTitle, countAxis, TICK_SIZE } from './axes.js';
import type { Drawing, Series } from './chart.js';
import { FONT_FAMILY } from './font.js';
import { type FrameWords, footerOf } from './frame.js';
import { INK, lookOf } from './palette.js';

/** Points of a fitted line, a node. */
const FINENESS = 10;
const PAPER = '#ffffff';

type Measured = CapacityPoint & { readonly perSecond: number; readonly lowest: number; readonly highest: number };

/** @returns a drawing, or why there is nothing to draw */
export function capacityChart({ designs, settings }: CapacityFindings): Drawing | { readonly omitted: string } {
  const drawn = Object.entries(designs).filter(([, design]) => measuredOf(design).length > 0);
  if (drawn.length === 0) return { omitted: 'no design met the target with any number of nodes' };
  const most = Math.max(...settings.nodeCounts);
  const series = drawn.flatMap(([name, design]) => [measuredSeries(name, design), ...lawSeries(name, design)]);
  const top = Math.max(...drawn.flatMap(([, design]) => measuredOf(design).map(({ highest }) => highest)));
  return {
    title: titleOf(drawn, settings),
    series,
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: most + 0.25,
        title: axisTitle('nodes'),
        afterBuildTicks: (axis) => {
          axis.ticks = [0, ...settings.nodeCounts].map((value) => ({ value }));
        },
        ticks: { font: { family: FONT_FAMILY, size: TICK_SIZE }, color: INK.soft, autoSkip: false },
        grid: { display: false },
        border: { color: INK.axis },
      },
      y: countAxis('requests per second', top),
    },
    bands: [],
    panels: [],
    note: [
      'middle of the rounds, bar from the lowest to the highest',
      ...(drawn.some(([, design]) => measuredOf(design).some(isForeign))
        ? ['hollow: machine or generator at its limit']
        : []),
      ...(series.some(({ bold }) => !bold) ? ['thin: scaling law'] : []),
    ].join('; '),
  };
}

/** The experiment, and whether its curve says anything of the designs. */
export function capacityWords(findings: CapacityFindings): FrameWords {
  const { settings, designs, seed, host } = findings;
  const unknown = Object.entries(designs)
    .filter(([, { law }]) => law.verdict === 'unknown')
    .map(([name]) => name);
  const subtitle = [
    'capacity',
    `p99 within ${withMs(settings.p99TargetMs)}`,
    `sessions of ${settings.items} items`,
    settings.quotaCores === null
      ? `no CPU quota, ${count(host.cores)} cores`
      : `${settings.quotaCores} of ${count(host.cores)} cores a node`,
    settings.roundsPlanned === 1 ? 'one round' : `${count(settings.roundsPlanned)} rounds`,
    `seed ${seed}`,
    ...(unknown.length === 0 ? [] : [`scaling law of ${listed(unknown)}: unknown`]),
  ].join(' · ');
  return { subtitle, footer: footerOf(findings) };
}

function measuredOf({ points }: DesignCapacity): Measured[] {
  return points.filter((point): point is Measured => point.perSecond !== null);
}

/** Whether something else than the cluster set the rate. */
function isForeign({ saturated }: Measured): boolean {
  return saturated.includes('machine') || saturated.includes('generator');
}

/** One line: at each number of nodes it goes down and up the spread and comes back to the middle. */
function measuredSeries(name: string, design: DesignCapacity): Series {
  const look = lookOf(name);
  const points = measuredOf(design);
  const spread = ({ nodes, perSecond, lowest, highest }: Measured) =>
    [perSecond, lowest, highest, perSecond].map((y) => ({ x: nodes, y }));
  return {
    label: name,
    color: look.color,
    bold: true,
    area: null,
    dataset: {
      data: points.flatMap(spread),
      borderColor: look.color,
      backgroundColor: look.color,
      borderWidth: 4,
      borderDash: [...look.dash],
      pointStyle: look.marker,
      pointRadius: points.flatMap(() => [8, 0, 0, 8]),
      pointBackgroundColor: points.flatMap((point) => Array<string>(4).fill(isForeign(point) ? PAPER : look.color)),
      pointBorderWidth: 3,
    },
  };
}

function lawSeries(name: string, { law: { verdict, fit }, points }: DesignCapacity): Series[] {
  if (verdict !== 'known' || fit === null) return [];
  const look = lookOf(name);
  const most = Math.max(...points.map(({ nodes }) => nodes));
  const data = Array.from({ length: (most - 1) * FINENESS + 1 }, (_, index) => {
    const nodes = 1 + index / FINENESS;
    return { x: nodes, y: scaled(fit, nodes) };
  });
  return [
    {
      label: `${name}, law`,
      color: look.color,
      bold: false,
      area: null,
      dataset: { data, borderColor: look.color, backgroundColor: look.color, borderWidth: 1.5, pointRadius: 0 },
    },
  ];
}

function titleOf(
  drawn: readonly (readonly [string, DesignCapacity])[],
  { p99TargetMs, nodeCounts }: CapacityFindings['settings'],
): string {
  const most = Math.max(...nodeCounts);
  const parts = drawn.map(([name, design]) => {
    const points = measuredOf(design);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return name;
    const rates = [first, last].map(({ perSecond }) => count(perSecond));
    return `${first === last ? rates[0] : rates.join(' to ')} requests/s as ${name}`;
  });
  const nodes = most === 1 ? 'one node carries' : `1 to ${nodesWords(most)} carry`;
  return `With p99 within ${withMs(p99TargetMs)}, ${nodes} ${listed(parts)}`;
}

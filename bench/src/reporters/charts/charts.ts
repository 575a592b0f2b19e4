/** The charts of a run. A new chart is one file, and one line in {@link CHARTS}. */
import type { Findings } from '../../analysis/findings.js';
import type { Manifest } from '../../analysis/manifest.js';
import { drawChart } from './canvas.js';
import type { Chart, ChartInput, Drawing } from './chart.js';
import { wordsOf } from './frame.js';
import { latencyChart } from './latency.js';
import { lossesChart } from './losses.js';
import { nodesChart } from './nodes.js';
import { percentilesChart } from './percentiles.js';

/** By the last part of the file name, in the order of the report. */
export const CHARTS = {
  losses: lossesChart,
  latency: latencyChart,
  percentiles: percentilesChart,
  nodes: nodesChart,
} as const satisfies Record<string, Chart>;

export interface RenderedChart {
  /** `node-kill-latency.png` */
  readonly name: string;
  readonly bytes: Buffer;
}
export interface OmittedChart {
  readonly name: string;
  readonly reason: string;
}
export interface PlannedChart {
  readonly name: string;
  readonly scenario: string;
  readonly input: ChartInput;
  readonly drawing: Drawing;
}

/** What will be drawn and what not, without drawing it. */
export function planCharts(
  findings: Findings,
  manifest: Manifest,
): {
  readonly planned: readonly PlannedChart[];
  readonly omitted: readonly (OmittedChart & { readonly scenario: string })[];
} {
  const planned: PlannedChart[] = [];
  const omitted: (OmittedChart & { scenario: string })[] = [];
  for (const [scenario, found] of Object.entries(findings.scenarios)) {
    for (const [kind, chart] of Object.entries(CHARTS)) {
      const name = `${scenario}-${kind}.png`;
      const input = { name: scenario, scenario: found, findings, manifest };
      const drawing = chart(input);
      if ('omitted' in drawing) omitted.push({ name, scenario, reason: drawing.omitted });
      else planned.push({ name, scenario, input, drawing });
    }
  }
  return { planned, omitted };
}

/** Draws every chart that has data; about a third of a second each. */
export function renderCharts(
  findings: Findings,
  manifest: Manifest,
): { readonly files: readonly RenderedChart[]; readonly omitted: readonly OmittedChart[] } {
  const { planned, omitted } = planCharts(findings, manifest);
  return {
    files: planned.map(({ name, drawing, input }) => ({ name, bytes: drawChart(drawing, wordsOf(input)) })),
    omitted: omitted.map(({ name, reason }) => ({ name, reason })),
  };
}

/** What a chart is before it is drawn: data, axes and labels, or the reason why there is none. */
import type { ChartConfiguration } from 'chart.js';
import type { Findings, ScenarioFindings } from '../../analysis/findings.js';
import type { Manifest } from '../../analysis/manifest.js';

export interface ChartInput {
  /** Name of the scenario. */
  readonly name: string;
  readonly scenario: ScenarioFindings;
  readonly findings: Findings;
  readonly manifest: Manifest;
}

export type LineConfiguration = ChartConfiguration<'line', { x: number; y: number | null }[]>;
export type LineDataset = LineConfiguration['data']['datasets'][number];
export type Scales = NonNullable<NonNullable<LineConfiguration['options']>['scales']>;

/** A line or an area, with what stands at its right end. */
export interface Series {
  readonly dataset: LineDataset;
  readonly label: string;
  readonly color: string;
  readonly bold: boolean;
  /**
   * null: a line, labelled right of the plot at its last point. An area is labelled in the middle of its height at the
   * point `at`: right of the plot too, or `inside` where it ended before.
   */
  readonly area: { readonly at: number; readonly inside: boolean } | null;
}

/** A shaded interval of seconds of load, with a word on top. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** A part of the chart with a y axis of its own. */
export interface Panel {
  readonly axis: string;
  readonly name: string;
  readonly color: string;
}

export interface Drawing {
  /** The finding, in a sentence. */
  readonly title: string;
  readonly series: readonly Series[];
  readonly scales: Scales;
  readonly bands: readonly Band[];
  /** Empty where all series share one axis. */
  readonly panels: readonly Panel[];
  /** A note in the footer: what a reader must know to read the axes; empty for none. */
  readonly note: string;
}

/** @returns a drawing, or why there is nothing to draw */
export type Chart = (input: ChartInput) => Drawing | { readonly omitted: string };

/** What stands around the plot: finding, experiment, words of the fault bands, footer; and the room that it takes. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Manifest } from '../../analysis/manifest.js';
import { blocks, milliseconds, nodesWords } from '../figures.js';
import { rate } from '../sentences.js';
import type { Band, ChartInput, Drawing } from './chart.js';
import { breakLines, font, textWidth } from './font.js';
import { INK } from './palette.js';

/** CSS pixels; the picture has twice as many in each direction. */
export const SIZE = { width: 1600, height: 900, density: 2 } as const;
export const MARGIN = 44;
export const LABEL_SIZE = 22;
const INNER = SIZE.width - 2 * MARGIN;
const SUBTITLE_SIZE = 22;
const FOOTER_SIZE = 19;
const BAND_ROW = 30;

export interface Frame {
  readonly title: { readonly lines: readonly string[]; readonly size: number };
  readonly subtitle: readonly string[];
  readonly footer: readonly [left: string, right: string];
  /** Row of each band's words, from 0 at the bottom. */
  readonly bandRows: readonly number[];
  /** Room above, beside and below the plot. */
  readonly padding: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

/** What is said around a plot, apart from its finding. */
export interface FrameWords {
  /** The whole experiment. */
  readonly subtitle: string;
  /** Version, commit and day. */
  readonly footer: string;
}

/** @param labels series are labelled at their ends, right of the plot */
export function frameOf(drawing: Drawing, words: FrameWords, labels: boolean): Frame {
  const title = fitTitle(drawing.title);
  const subtitle = breakLines(words.subtitle, SUBTITLE_SIZE, 400, INNER);
  const widest = labels
    ? Math.max(0, ...drawing.series.map(({ label, bold }) => textWidth(label, LABEL_SIZE, bold ? 600 : 400)))
    : 0;
  const right = labels ? widest + 36 + MARGIN : MARGIN;
  const bandRows = rowsOf(drawing.bands, Number(drawing.scales['x']?.max ?? 1), SIZE.width - right - 130);
  const above = drawing.bands.length === 0 ? 0 : (Math.max(...bandRows) + 1) * BAND_ROW;
  const top = MARGIN + title.lines.length * title.size * 1.25 + subtitle.length * SUBTITLE_SIZE * 1.4 + 24 + above;
  return {
    title,
    subtitle,
    footer: [words.footer, drawing.note],
    bandRows,
    padding: { top, right, bottom: 66, left: MARGIN },
  };
}

/** The largest size at which the title takes at most two lines; then as many lines as it takes. */
function fitTitle(text: string): Frame['title'] {
  for (let size = 38; size > 26; size -= 2) {
    const lines = breakLines(text, size, 600, INNER);
    if (lines.length <= 2) return { lines, size };
  }
  return { lines: breakLines(text, 26, 600, INNER), size: 26 };
}

/** Of a chart of a run. */
export function wordsOf(input: ChartInput): FrameWords {
  return { subtitle: subtitleOf(input), footer: footerOf(input.manifest) };
}

/** The whole experiment: `node-kill · 4 nodes · 431 of 431 requests/s · lag p99 2 ms · seed 1 · one block` */
function subtitleOf({ name, scenario, findings }: ChartInput): string {
  const lags = Object.values(scenario.designs).map(({ generatorLagMs }) => generatorLagMs);
  const p99s = lags.flatMap(({ p99 }) => p99 ?? []);
  const maxima = lags.flatMap(({ max }) => max ?? []);
  return [
    name,
    nodesWords(scenario.nodes),
    rate(scenario),
    p99s.length > 0
      ? `lag p99 ${milliseconds(Math.max(...p99s))} ms`
      : maxima.length > 0
        ? `lag at most ${milliseconds(Math.max(...maxima))} ms`
        : 'lag not measured',
    `seed ${findings.seed}`,
    blocks(scenario.blocks),
  ].join(' · ');
}

/** `session lab 0.1.0 · a1b2c3d · 2026-11-25` */
export function footerOf({ lab, commit, startedAt }: Pick<Manifest, 'lab' | 'commit' | 'startedAt'>): string {
  return [`session lab ${lab}`, ...(commit === null ? [] : [commit.slice(0, 7)]), startedAt.slice(0, 10)].join(' · ');
}

/** Words that would run into those of a band before move one row up. */
function rowsOf(bands: readonly Band[], seconds: number, width: number): number[] {
  const ends: number[] = [];
  return bands.map(({ from, words }) => {
    const x = (from / seconds) * width;
    const free = ends.findIndex((end) => end <= x);
    const row = free < 0 ? ends.length : free;
    ends[row] = x + textWidth(words, LABEL_SIZE, 600) + 24;
    return row;
  });
}

/** Draws title, subtitle and footer. */
export function drawFrame(context: SKRSContext2D, frame: Frame): void {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  let y = MARGIN - 6;
  context.fillStyle = INK.text;
  context.font = font(frame.title.size, 600);
  for (const line of frame.title.lines) {
    y += frame.title.size * 1.25;
    context.fillText(line, MARGIN, y - frame.title.size * 0.25);
  }
  context.fillStyle = INK.soft;
  context.font = font(SUBTITLE_SIZE);
  for (const line of frame.subtitle) {
    y += SUBTITLE_SIZE * 1.4;
    context.fillText(line, MARGIN, y);
  }
  context.font = font(FOOTER_SIZE);
  context.fillText(frame.footer[0], MARGIN, SIZE.height - 26);
  context.textAlign = 'right';
  context.fillText(frame.footer[1], SIZE.width - MARGIN, SIZE.height - 26);
}

/** Draws the shaded intervals behind the data, with a word above each. */
export function drawBands(
  context: SKRSContext2D,
  bands: readonly Band[],
  rows: readonly number[],
  plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  pixel: (seconds: number) => number,
): void {
  bands.forEach(({ from, to, words }, i) => {
    const left = Math.max(plot.left, pixel(from));
    const right = Math.min(plot.right, Math.max(pixel(to), left + 3));
    const text = plot.top - 9 - (rows[i] ?? 0) * BAND_ROW;
    context.fillStyle = INK.band;
    context.fillRect(left, text - LABEL_SIZE, right - left, plot.bottom - text + LABEL_SIZE);
    context.fillStyle = INK.soft;
    context.fillRect(left, text - LABEL_SIZE, 2, plot.bottom - text + LABEL_SIZE);
    context.fillStyle = INK.text;
    context.font = font(LABEL_SIZE, 600);
    context.textBaseline = 'alphabetic';
    const width = textWidth(words, LABEL_SIZE, 600);
    context.textAlign = 'left';
    context.fillText(words, Math.min(left + 8, plot.right - width), text);
  });
}

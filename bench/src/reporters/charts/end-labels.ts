/** Labels at the right end of lines and areas, moved apart where they would cover each other. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import { font } from './font.js';
import { LABEL_SIZE } from './frame.js';
import type { LabelPlace } from './label-places.js';
import { textColor } from './palette.js';
import { spread } from './spread.js';

/** Least distance of two labels' middles, CSS pixels. */
export const LABEL_GAP = 27;

/** Draws the labels of one panel between `low` and `high`, from `left` on. */
export function drawEndLabels(
  context: SKRSContext2D,
  ends: readonly LabelPlace[],
  left: number,
  low: number,
  high: number,
): void {
  // An area too low for a label goes without, unless it is the one that matters.
  const told = ends
    .filter(({ series, height }) => height === null || height >= LABEL_GAP * 0.6 || series.bold)
    .sort((a, b) => a.y - b.y);
  const places = spread(
    told.map(({ y }) => y),
    LABEL_GAP,
    low,
    high,
  );
  told.forEach(({ series, x, y }, i) => {
    const place = places[i] ?? y;
    context.strokeStyle = series.color;
    context.lineWidth = 1.5;
    context.globalAlpha = 0.5;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x + 4, y);
    context.lineTo(Math.max(left + 4, x + 4), y);
    context.lineTo(left + 22, place);
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = textColor(series.color);
    context.font = font(LABEL_SIZE, series.bold ? 600 : 400);
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(series.label, left + 28, place);
  });
}

/** Writes the label of an area that ended into the area, where it is high enough. */
export function drawInsideLabel(context: SKRSContext2D, { series, x, y, height }: LabelPlace): void {
  if (height === null || height < LABEL_SIZE) return;
  context.fillStyle = textColor(series.color);
  context.font = font(LABEL_SIZE);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(series.label, x, y);
}

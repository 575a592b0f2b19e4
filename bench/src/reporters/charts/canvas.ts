/** Draws a chart into PNG bytes: Chart.js on a Skia canvas, with the lab's frame, bands and labels around it. */
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Chart as ChartJs, Plugin } from 'chart.js';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Drawing, LineConfiguration } from './chart.js';
import { drawEndLabels, drawInsideLabel, LABEL_GAP } from './end-labels.js';
import { FONT_FAMILY, font, registerFont } from './font.js';
import { drawBands, drawFrame, type Frame, type FrameWords, frameOf, LABEL_SIZE, SIZE } from './frame.js';
import { placeOf } from './label-places.js';
import { INK, textColor } from './palette.js';

/** @returns a PNG of 3200 × 1800 pixels */
export function drawChart(drawing: Drawing, words: FrameWords): Buffer {
  registerFont();
  const labels = fitsLabels(drawing);
  const frame = frameOf(drawing, words, labels);
  const configuration: LineConfiguration = {
    type: 'line',
    data: { datasets: drawing.series.map(({ dataset, label }) => ({ ...dataset, label })) },
    options: {
      devicePixelRatio: SIZE.density,
      events: [],
      layout: { padding: frame.padding },
      scales: drawing.scales,
      plugins: {
        legend: {
          display: !labels,
          position: 'bottom',
          labels: {
            usePointStyle: true,
            boxHeight: 12,
            color: INK.text,
            font: { family: FONT_FAMILY, size: LABEL_SIZE },
          },
        },
      },
    },
    plugins: [paper(drawing, frame, labels)],
  };
  const canvas = new ChartJSNodeCanvas({ width: SIZE.width, height: SIZE.height });
  return canvas.renderToBufferSync(configuration as Parameters<typeof canvas.renderToBufferSync>[0], 'image/png');
}

/** Labels at the ends fit when the lines' labels would fill at most two thirds of the plot's height. */
function fitsLabels({ series, panels }: Drawing): boolean {
  return panels.length > 0 || series.length * LABEL_GAP <= 400;
}

function paper(drawing: Drawing, frame: Frame, labels: boolean): Plugin<'line'> {
  return {
    id: 'paper',
    beforeDraw: (chart) => {
      const context = contextOf(chart);
      context.save();
      context.fillStyle = '#ffffff';
      context.fillRect(0, 0, SIZE.width, SIZE.height);
      drawFrame(context, frame);
      context.restore();
    },
    beforeDatasetsDraw: (chart) => {
      // Areas would hide the bands: with panels they go over the data.
      if (drawing.panels.length === 0) bands(chart, drawing, frame);
    },
    afterDatasetsDraw: (chart) => {
      const context = contextOf(chart);
      if (drawing.panels.length > 0) bands(chart, drawing, frame);
      context.save();
      for (const { axis, name, color } of drawing.panels) {
        const scale = chart.scales[axis];
        if (scale === undefined) continue;
        context.fillStyle = textColor(color);
        context.font = font(LABEL_SIZE, 600);
        context.textAlign = 'left';
        context.textBaseline = 'top';
        context.fillText(name, chart.chartArea.left + 12, scale.top + 6);
      }
      if (labels) {
        const { right, top, bottom } = chart.chartArea;
        const axes = drawing.panels.length === 0 ? [null] : drawing.panels.map(({ axis }) => axis);
        for (const axis of axes) {
          const scale = axis === null ? undefined : chart.scales[axis];
          const places = drawing.series.flatMap((series, i) => placeOf(chart, series, i, axis));
          for (const place of places) if (place.series.area?.inside === true) drawInsideLabel(context, place);
          drawEndLabels(
            context,
            places.filter(({ series }) => series.area?.inside !== true),
            right,
            (scale?.top ?? top) + LABEL_GAP / 2,
            (scale?.bottom ?? bottom) - LABEL_GAP / 2,
          );
        }
      }
      context.restore();
    },
  };
}

function bands(chart: ChartJs<'line'>, drawing: Drawing, frame: Frame): void {
  const x = chart.scales['x'];
  if (x === undefined) return;
  const context = contextOf(chart);
  context.save();
  drawBands(context, drawing.bands, frame.bandRows, chart.chartArea, (seconds) => x.getPixelForValue(seconds));
  context.restore();
}

function contextOf(chart: ChartJs<'line'>): SKRSContext2D {
  return chart.ctx as unknown as SKRSContext2D;
}

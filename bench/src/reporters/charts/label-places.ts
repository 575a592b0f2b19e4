/** Where the labels of series belong in a chart that is laid out. CSS pixels. */
import type { Chart as ChartJs } from 'chart.js';
import type { Series } from './chart.js';

export interface LabelPlace {
  readonly series: Series;
  readonly x: number;
  readonly y: number;
  /** Height of an area there; null for a line. */
  readonly height: number | null;
}

/** @returns nothing for a series of another axis, or without a point */
export function placeOf(chart: ChartJs<'line'>, series: Series, index: number, axis: string | null): LabelPlace[] {
  const { dataset, area } = series;
  if (axis !== null && dataset.yAxisID !== axis) return [];
  const points = chart.getDatasetMeta(index).data;
  const at = area?.at ?? dataset.data.findLastIndex(({ y }) => y !== null);
  const point = points[at];
  if (point === undefined) return [];
  if (area === null) return [{ series, x: point.x, y: point.y, height: null }];
  const scale = chart.scales[axis ?? 'y'];
  const [zero, value] = [0, dataset.data[at]?.y ?? 0].map((one) => scale?.getPixelForValue(one) ?? 0);
  const height = Math.abs((value ?? 0) - (zero ?? 0));
  // An area is stepped: a value holds until the next point.
  const end = points[at + 1]?.x ?? point.x;
  return [{ series, x: area.inside ? (point.x + end) / 2 : end, y: point.y + height / 2, height }];
}

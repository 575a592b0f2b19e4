/** The ladder as lines for a terminal. Pure. */
import { alignColumns } from '../../reporters/columns.js';
import { count, percent, UNKNOWN } from '../../reporters/figures.js';
import type { Ratio } from '../../stats/ratio.js';
import type { LadderFigures } from './ladder.js';
import { RUNGS } from './ladder-rungs.js';

export function renderLadder({ rungs, connections, rounds, sliceMs }: LadderFigures): string[] {
  const head = ['each request', 'requests/s', 'of the bare one’s', 'CPU µs', 'of the bare one’s', 'generator busy'];
  const rows = rungs.map(({ rung, requestsPerSecond, cpuUsPerRequest, generatorBusy, throughputRatio, cpuRatio }) => [
    RUNGS[rung].words,
    count(requestsPerSecond),
    shareOf(throughputRatio),
    cpuUsPerRequest.toFixed(1),
    timesOf(cpuRatio),
    percent(generatorBusy),
  ]);
  return [
    ...alignColumns([head, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']),
    `${connections} connections in a closed loop, ${rounds} rounds of ${sliceMs / 1000} s; medians, with the 95 % interval of the ratios`,
  ];
}

const shareOf = (ratio: Ratio | null): string => spread(ratio, (value) => (value * 100).toFixed(0), ' %', '');
const timesOf = (ratio: Ratio | null): string => spread(ratio, (value) => value.toFixed(2), '', '× ');

function spread(ratio: Ratio | null, figure: (value: number) => string, unit: string, sign: string): string {
  if (ratio === null) return UNKNOWN;
  const interval = ratio.low === null || ratio.high === null ? '' : ` (${figure(ratio.low)}–${figure(ratio.high)})`;
  return `${sign}${figure(ratio.median)}${unit}${interval}`;
}

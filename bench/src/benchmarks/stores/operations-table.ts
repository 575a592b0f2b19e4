/** The stores' operations as lines for a terminal: a table for each size, and callers at once. Pure. */
import { groupBy } from '../../checkers/grouping.js';
import { alignColumns } from '../../reporters/columns.js';
import type { Ratio } from '../../stats/ratio.js';
import { BASELINES, type OperationFigures, type OperationsFigures } from './operations.js';
import { OPERATIONS } from './operations-caller.js';

export function renderOperations({ cells, rounds, sliceMs }: OperationsFigures): string[] {
  const tables = groupBy(cells, ({ items, callers }) => `${items} ${callers}`);
  return [
    ...[...tables.values()].flatMap((table) => [...tableOf(table), '']),
    `µs an operation, and processor time of this process in it, medians of ${rounds} rounds of ${sliceMs} ms; × the time of the store after the slash, with its 95 % interval (paired t on logarithms)`,
  ];
}

function tableOf(cells: readonly OperationFigures[]): string[] {
  const { items, callers } = cells[0] as OperationFigures;
  const title = `${items} ${items === 1 ? 'item' : 'items'}, ${callers === 1 ? 'one at a time' : `${callers} at once`}`;
  const stores = [...new Set(cells.map(({ store }) => store))];
  const rows = stores.flatMap((store) => {
    const own = OPERATIONS.map((operation) =>
      cells.find((cell) => cell.store === store && cell.operation === operation),
    );
    const times = own.map((cell) => (cell === undefined ? '' : microseconds(cell.usPerOperation)));
    const ratios = own.map((cell) => (cell?.ratio ? ratioText(cell.ratio) : ''));
    const compared = ratios.some((text) => text !== '');
    const cpu = own.map((cell) => (cell === undefined ? '' : microseconds(cell.cpuUsPerOperation)));
    return [
      [store, ...times],
      ['  of these, processor', ...cpu],
      ...(compared ? [[`  / ${BASELINES[store]}`, ...ratios]] : []),
    ];
  });
  return alignColumns([[title, ...OPERATIONS], ...rows], ['left', ...OPERATIONS.map(() => 'right' as const)]);
}

const microseconds = (us: number): string => (us < 9.95 ? us.toFixed(1) : us.toFixed(0));

function ratioText({ median, low, high }: Ratio): string {
  const interval = low === null || high === null ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
  return `× ${median.toFixed(2)}${interval}`;
}

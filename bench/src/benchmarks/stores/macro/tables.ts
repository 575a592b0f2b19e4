/** The macro-benchmark in tables: what each design did in each cell, then what a design gains over another. Pure. */
import { count, milliseconds, percent, UNKNOWN } from '../../../reporters/figures.js';
import type { Ratio } from '../../../stats/ratio.js';
import { MIX_WORDS, MIXES } from '../../closed-loop/mixes.js';
import type { Block, Section, TableBlock } from '../page.js';
import { type CellFigures, type Comparison, compare, type MacroFigures, PAIRS } from './figures.js';
import { type Cell, COMPARED, type Compared, sizesOf } from './rounds.js';

const HEAD = [
  'design',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'node CPU',
  'Redis CPU',
  'commands',
  'Redis bytes',
  'session',
];
/** Below it, something else than the node sets the pace, and ratios of throughput are nearer to 1 than the designs are. */
const SATURATED = 0.85;
/** Cores that others may use in a slice, and share of slices in which they may use more, before it is said. */
const DISTURBED = 0.15;
const DISTURBED_SHARE = 0.05;

export function macroSection(figures: MacroFigures): Section {
  const { connections, rounds, sliceMs, itemBytes } = figures;
  const setting = `${connections} connections in a closed loop, ${rounds} rounds of ${sliceMs / 1000} s, ${itemBytes} bytes kept with an item`;
  const legend =
    'Medians of the rounds, latency of all together. CPU in µs a request; commands and bytes of Redis a request, those that its scripts run included; session in bytes, by the store’s own account, or of the cookie.';
  const blocks: Block[] = cellsIn(figures).map((cell) => cellTable(figures, cell));
  return {
    title: `Under load (${setting})`,
    blocks: [...blocks, { sentences: [legend, ...doubts(figures)] }],
  };
}

/** What a design gains over another: the table for the docs. */
export function gainSection(figures: MacroFigures): Section {
  const comparisons = comparisonsOf(figures);
  const tables: TableBlock[] = PAIRS.flatMap(([design, baseline]) => {
    const rows = comparisons
      .filter((one) => one.design === design && one.baseline === baseline)
      .map(({ mix, items, throughput, nodeCpu, allCpu }) => [
        MIX_WORDS[mix],
        count(items),
        ratioText(throughput),
        ratioText(nodeCpu),
        ratioText(allCpu),
      ]);
    const head = ['requests', 'items', 'throughput ×', 'node CPU ×', 'node and Redis CPU ×'];
    const align = ['left', 'right', 'right', 'right', 'right'] as const;
    return rows.length === 0 ? [] : [{ caption: `${design} over ${baseline}`, head, rows, align }];
  });
  const legend =
    'Medians of ratios within a round, with the 95 % interval (paired t on logarithms). More throughput and less CPU a request are gains.';
  return { title: 'Gains', blocks: [gainTable(comparisons), ...tables, { sentences: [legend] }] };
}

/** The short of it, as the docs show it: reads with a tenth of writes, each size a column. */
function gainTable(comparisons: readonly Comparison[]): TableBlock {
  const ofMix = comparisons.filter(({ mix }) => mix === 'read-heavy');
  const sizes = sizesOf(ofMix);
  const rows = PAIRS.flatMap(([design, baseline]) => {
    const ofPair = ofMix.filter((one) => one.design === design && one.baseline === baseline);
    if (ofPair.length === 0) return [];
    const cells = (ratioOf: (one: Comparison) => Ratio): string[] =>
      sizes.map((items) => {
        const found = ofPair.find((one) => one.items === items);
        return found === undefined ? UNKNOWN : ratioText(ratioOf(found));
      });
    return [
      [design, baseline, 'throughput ×', ...cells(({ throughput }) => throughput)],
      [design, baseline, 'node CPU ×', ...cells(({ nodeCpu }) => nodeCpu)],
    ];
  });
  return {
    caption: `${MIX_WORDS['read-heavy']}, by items a session`,
    head: ['design', 'instead of', '', ...sizes.map((items) => `${items}`)],
    rows,
    align: ['left', 'left', 'left', ...sizes.map(() => 'right' as const)],
  };
}

export function comparisonsOf({ cells, slices }: MacroFigures): Comparison[] {
  return PAIRS.flatMap(([design, baseline]) =>
    cellsIn({ cells }).flatMap((cell) => compare(slices, cell, design, baseline) ?? []),
  );
}

/** `1.42 (1.36–1.48)` */
export function ratioText({ median, low, high }: Ratio): string {
  const interval = low === null || high === null ? UNKNOWN : `${low.toFixed(2)}–${high.toFixed(2)}`;
  return `${median.toFixed(2)} (${interval})`;
}

function cellTable(figures: MacroFigures, { mix, items }: Cell): TableBlock {
  const caption = `${mix}: ${MIX_WORDS[mix]}, ${items} ${items === 1 ? 'item' : 'items'} a session`;
  const rows = COMPARED.flatMap((design) => {
    const cell = figures.cells.find((one) => one.design === design && one.mix === mix && one.items === items);
    if (cell !== undefined) return [rowOf(cell)];
    const unkept = figures.notStorable.find((one) => one.design === design && one.items === items);
    return unkept === undefined ? [] : [notStorableRow(design, unkept.cookieBytes)];
  });
  return { caption, head: HEAD, rows, align: HEAD.map((_, index) => (index === 0 ? 'left' : 'right')) };
}

function rowOf(cell: CellFigures): string[] {
  const oneDigit = (value: number | null): string => (value === null ? UNKNOWN : value.toFixed(1));
  return [
    cell.design,
    count(cell.perSecond),
    milliseconds(cell.p50Ms),
    milliseconds(cell.p99Ms),
    count(cell.nodeCpuUs),
    count(cell.redisCpuUs),
    oneDigit(cell.redisCommands),
    count(cell.redisBytes),
    count(cell.sessionBytes),
  ];
}

function notStorableRow(design: Compared, cookieBytes: number): string[] {
  const dashes = Array.from({ length: HEAD.length - 3 }, () => UNKNOWN);
  return [design, 'not storable', ...dashes, `${count(cookieBytes)} > 4,096`];
}

function cellsIn({ cells }: Pick<MacroFigures, 'cells'>): Cell[] {
  const found = MIXES.flatMap((mix) => cells.filter((cell) => cell.mix === mix));
  const keys = new Map(found.map(({ mix, items }) => [`${mix} ${items}`, { mix, items }]));
  return [...keys.values()].sort((a, b) => MIXES.indexOf(a.mix) - MIXES.indexOf(b.mix) || a.items - b.items);
}

/** What else had a part in the figures: other programs, or a node that waited for somebody. */
function doubts({ cells, slices }: MacroFigures): string[] {
  const said: string[] = [];
  const disturbed = slices.filter(({ othersBusy }) => othersBusy > DISTURBED);
  if (disturbed.length > slices.length * DISTURBED_SHARE) {
    const most = Math.max(...disturbed.map(({ othersBusy }) => othersBusy));
    said.push(
      `In ${disturbed.length} of ${slices.length} slices other programs used the machine too, up to ${most.toFixed(1)} of its cores: close them for narrower intervals.`,
    );
  }
  const idle = cells.filter(({ nodeBusy }) => nodeBusy < SATURATED);
  if (idle.length > 0) {
    const least = Math.min(...idle.map(({ nodeBusy }) => nodeBusy));
    const generator = Math.max(...idle.map(({ generatorBusy }) => generatorBusy));
    said.push(
      `In ${idle.length} of ${cells.length} rows the node was busy for less than ${percent(SATURATED)} of the time (least ${percent(least)}; the generator up to ${percent(generator)}): there the throughput ratios understate the difference, and CPU a request says more.`,
    );
  }
  return said;
}

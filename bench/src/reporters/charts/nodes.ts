/** Who answers: stacked areas of answers per node and second, one panel a design; a node that joins stands out. */

import { isExternal } from '../external.js';
import { count, percent } from '../figures.js';
import { deedOf, nodeName } from '../incidents.js';
import { bandsOf, countAxis, lengthOf, timeAxis } from './axes.js';
import type { Chart, ChartInput, Panel, Scales, Series } from './chart.js';
import { INK, lookOf, tint } from './palette.js';

/** Room above the areas of a panel for its name, and about what all panels have together. CSS pixels. */
const NAME_ROOM = 38;
const PLOT_HEIGHT = 520;
/** More panels than these would be too low to read. */
const MOST_PANELS = 5;

export const nodesChart: Chart = (input) => {
  const answered = Object.entries(input.scenario.designs).filter(([, { timeline }]) =>
    timeline.some(({ nodes }) => Object.keys(nodes).length > 0),
  );
  const designs = answered.slice(0, MOST_PANELS);
  if (designs.length === 0) return { omitted: 'no answer names a node' };
  if (isExternal(input.scenario) && designs.every(([design]) => byNode(input, design).size === 1)) {
    return { omitted: 'the answers of each cluster name one node only' };
  }
  const scales: Scales = { x: timeAxis(lengthOf(input.scenario)) };
  const series: Series[] = [];
  const panels: Panel[] = [];
  // Chart.js lays stacked axes out from the bottom up; the table's first design belongs on top.
  [...designs].reverse().forEach(([design], i) => {
    const axis = `y${i}`;
    const top = highest(input, design);
    scales[axis] = {
      ...countAxis('', top),
      max: top / (1 - Math.min(0.5, (NAME_ROOM * designs.length) / PLOT_HEIGHT)),
      afterBuildTicks: (scale) => {
        scale.ticks = [0, 0.5, 1].map((part) => ({ value: part * round(top) }));
      },
      stacked: true,
      stack: 'panels',
      stackWeight: 1,
    };
    panels.push({
      axis,
      name: `${design}: answers per second`,
      color: lookOf(design, Object.keys(input.scenario.designs)).color,
    });
    series.push(...areas(input, design, axis, designs.length));
  });
  return {
    title: title(input),
    series,
    scales,
    bands: bandsOf(input.scenario),
    panels,
    note: `answers per second and node${input.scenario.blocks > 1 ? ', first block' : ''}${
      answered.length > designs.length ? `; the first ${designs.length} of ${answered.length} designs` : ''
    }`,
  };
};

/** The largest even figure of two digits at most that is not above the value: 431 → 420. */
function round(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.max(1, Math.floor(value / unit / 2) * unit * 2);
}

function highest({ scenario }: ChartInput, design: string): number {
  const bins = scenario.designs[design]?.timeline ?? [];
  return Math.max(1, ...bins.map(({ nodes }) => Object.values(nodes).reduce((sum, n) => sum + n, 0)));
}

/** Answers of each node by second; incarnations of a node count together. */
function byNode({ scenario }: ChartInput, design: string): Map<string, number[]> {
  const timeline = scenario.designs[design]?.timeline ?? [];
  const all = new Map<string, number[]>();
  timeline.forEach(({ nodes }, i) => {
    for (const [incarnation, answers] of Object.entries(nodes)) {
      const name = nodeName(incarnation);
      const line = all.get(name) ?? timeline.map(() => 0);
      line[i] = (line[i] ?? 0) + answers;
      all.set(name, line);
    }
  });
  return new Map([...all].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

/** Nodes that joined: the script's, or those that answer nothing in the first second. */
function joined({ scenario }: ChartInput): Set<string> {
  const added = scenario.events.filter(({ what, by }) => what === 'server-enabled' && by === 'script');
  return new Set(added.map(({ subject }) => nodeName(subject)));
}

function areas(input: ChartInput, design: string, axis: string, panels: number): Series[] {
  const look = lookOf(design, Object.keys(input.scenario.designs));
  const lines = byNode(input, design);
  const fresh = joined(input);
  const whole = totals([...lines.values()]);
  return [...lines].map(([node, answers], i): Series => {
    const isNew = fresh.has(node);
    const shade = isNew ? 1 : ([0.2, 0.34][i % 2] ?? 0.2);
    return {
      label: isNew ? `${node}, new` : node,
      color: isNew ? look.color : INK.soft,
      bold: isNew,
      area: labelPlace(answers, whole),
      dataset: {
        // A bin is as wide as its second, up to the end of the last one.
        data: [...answers, answers.at(-1) ?? 0].map((y, at) => ({ x: at, y })),
        stepped: true,
        yAxisID: axis,
        stack: design,
        fill: i === 0 ? 'origin' : '-1',
        backgroundColor: tint(look.color, shade),
        borderColor: '#ffffff',
        // White seams would hide areas that are hardly higher than they.
        borderWidth: PLOT_HEIGHT / panels / lines.size > 12 ? 2 : 0,
        pointRadius: 0,
      },
    };
  });
}

function totals(lines: readonly (readonly number[])[]): number[] {
  return (lines[0] ?? []).map((_, second) => lines.reduce((sum, answers) => sum + (answers[second] ?? 0), 0));
}

/** All labels belong to the last busy second; the label of a node that is silent by then, to its own best one. */
function labelPlace(answers: readonly number[], whole: readonly number[]): Series['area'] {
  const busy = whole.findLastIndex((total) => total >= 0.6 * Math.max(...whole));
  if ((answers[busy] ?? 0) > 0) return { at: busy, inside: false };
  return { at: answers.indexOf(Math.max(...answers)), inside: true };
}

function title(input: ChartInput): string {
  const { scenario } = input;
  const deed = deedOf(scenario);
  const fresh = joined(input);
  const from = scenario.windows.after?.[0] ?? 0;
  if (fresh.size > 0) {
    const parts = Object.keys(scenario.designs).map(
      (design) => `${percent(share(input, design, fresh, from))} (${design})`,
    );
    return `After it joined, ${[...fresh].join(' and ')} answers ${parts.join(', ')} of the requests`;
  }
  if (deed !== null) {
    const parts = Object.keys(scenario.designs).flatMap((design) => worstSecond(input, design));
    return `${deed}: ${parts.length === 0 ? 'who answers' : `in the worst second ${parts.join(', ')} requests are answered well`}`;
  }
  const parts = Object.keys(scenario.designs).map((design) => {
    const busiest = [...byNode(input, design).keys()].map((node) => share(input, design, new Set([node]), 0) ?? 0);
    return `${percent(Math.max(0, ...busiest))} (${design})`;
  });
  const all = scenario.nodes === null ? 'node' : `of ${scenario.nodes} nodes`;
  return `Without a fault the busiest ${all} answers ${parts.join(', ')} of the requests`;
}

/** `380 of 431 (stateful)`: the second of the fault window in which the fewest planned requests were answered well. */
function worstSecond({ scenario }: ChartInput, design: string): string[] {
  const [from, to] = scenario.windows.fault ?? [0, 0];
  const bins = (scenario.designs[design]?.timeline ?? []).filter(
    ({ second, planned }) => planned > 0 && second + 1 > from && second < to,
  );
  const worst = bins.reduce((a, b) => (b.ok / b.planned < a.ok / a.planned ? b : a), bins[0] ?? EMPTY);
  return worst.planned === 0 ? [] : [`${count(worst.ok)} of ${count(worst.planned)} (${design})`];
}
const EMPTY = { ok: 0, planned: 0 };

/** Share of the answers from a second on that some nodes gave, 0–1; null without answers. */
function share({ scenario }: ChartInput, design: string, names: ReadonlySet<string>, from: number): number | null {
  let [theirs, all] = [0, 0];
  for (const { second, nodes } of scenario.designs[design]?.timeline ?? []) {
    if (second < from) continue;
    for (const [incarnation, answers] of Object.entries(nodes)) {
      all += answers;
      if (names.has(nodeName(incarnation))) theirs += answers;
    }
  }
  return all === 0 ? null : theirs / all;
}

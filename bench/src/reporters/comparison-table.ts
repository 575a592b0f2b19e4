/** The table of designs that terminal and report share: what was lost, what theory expects, what it cost. Pure. */
import type { DesignFindings, ScenarioFindings } from '../analysis/findings.js';
import { samplesNeeded } from '../stats/histogram.js';
import { count, interval, measuredInterval } from './figures.js';
import { lossFigures, lossShare } from './losses.js';
import { p99Cell } from './sentences.js';
import { expectedLoss } from './theory.js';

export interface ComparisonTable {
  /** A `|` is where a heading may break; elsewhere it is a space. */
  readonly head: readonly string[];
  /** One row a design; a cell is text, and the first is the design's label. */
  readonly rows: readonly (readonly string[])[];
  /** Explanations that cells refer to by `*`, then what the latencies are. */
  readonly notes: readonly string[];
}

/** Of a row. */
const P99_CELL = 4;

export function comparisonTable(scenario: ScenarioFindings): ComparisonTable {
  const figures = Object.values(scenario.designs).map(lossFigures);
  const ofWhat = figures.every((one) => one.ofWhat === figures[0]?.ofWhat) ? figures[0]?.ofWhat : undefined;
  const phases = scenario.windows.fault !== null;
  const isUnknown = scenario.countsUnknown.length > 0;
  const notes: string[] = [];
  const rows = Object.entries(scenario.designs).map(([name, design]) => {
    const expected = expectedLoss(scenario, name);
    let mark = '';
    if (expected.basis !== null) {
      if (!notes.includes(expected.basis)) notes.push(expected.basis);
      mark = ` ${markOf(notes.indexOf(expected.basis))}`;
    }
    return [
      labelOf(name, design.label),
      isUnknown ? 'unknown' : count(design.sessions.lost),
      isUnknown ? '–' : shareOf(design, ofWhat === undefined),
      `${isUnknown ? expected.cell.replace(/ ✗$/, '') : expected.cell}${mark}`,
      p99Cell(scenario, name),
      isUnknown ? 'unknown' : count(design.checkouts.chargedUnconfirmed),
    ];
  });
  return {
    head: [
      'design',
      'lost',
      ofWhat === undefined ? '' : `of ${ofWhat}`,
      'expected',
      phases ? 'p99 before →|during → after' : 'p99',
      'paid, no|receipt',
    ],
    rows,
    notes: [...notes.map((note, i) => `${markOf(i)} ${note}`), latencyNote(scenario, rows)],
  };
}

/** `24.6 % of 248`, `≤ 1.2 % of 250` */
function shareOf(design: DesignFindings, sayWhat: boolean): string {
  const { of, ofWhat } = lossFigures(design);
  const share = lossShare(design);
  return `${share === '–' ? '' : `${share} `}of ${count(of)}${sayWhat ? ` ${ofWhat}` : ''}`;
}

/** The design's name, and what its label says in brackets: `stateful-modulo (modulo hash)`. */
function labelOf(name: string, label: string): string {
  const bracket = label.indexOf('(');
  return bracket < 0 ? name : `${name} ${label.slice(bracket)}`;
}

function markOf(index: number): string {
  return index < 3 ? '*'.repeat(index + 1) : `*${index + 1}`;
}

function latencyNote(scenario: ScenarioFindings, rows: readonly (readonly string[])[]): string {
  const { before, fault, after } = scenario.windows;
  const isShort = rows.some((row) => row[P99_CELL]?.includes('–'));
  const short = isShort ? `; –: fewer than the ${count(samplesNeeded(0.99))} that a p99 takes` : '';
  const what = `p99: response time of ok planned requests, from the planned start${short}`;
  if (fault === null) return `${what}; ${interval(measuredInterval(scenario.windows))} of load`;
  return `${what}; before ${interval(before)}, during ${interval(fault)}, after ${interval(after)} of load`;
}

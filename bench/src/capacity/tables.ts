/** Capacity in tables and sentences, for the terminal and for report.md. Pure. */

import { MIX_WORDS } from '../benchmarks/closed-loop/mixes.js';
import { ratioText } from '../benchmarks/stores/macro/tables.js';
import type { Block, Section, TableBlock } from '../benchmarks/stores/page.js';
import { groupBy } from '../checkers/grouping.js';
import { count, milliseconds, nodesWords, UNKNOWN } from '../reporters/figures.js';
import { type Ratio, ratioByRound } from '../stats/ratio.js';
import type { CapacityFindings, CapacityPoint, CapacityTrial, Component, DesignCapacity } from './findings.js';
import { listed, reported } from './judge.js';
import { lawText } from './law-words.js';

/** Cores that other programs may use before it is said. */
const DISTURBED = 0.15;
const COMPONENT_WORDS: Readonly<Record<Component, string>> = {
  nodes: 'nodes',
  redis: 'Redis',
  balancer: 'HAProxy',
  generator: 'generator',
  machine: 'machine',
};

export function capacitySections(findings: CapacityFindings): Section[] {
  const { settings } = findings;
  const { p99TargetMs, mix, items, roundsPlanned } = settings;
  const setting = `p99 within ${milliseconds(p99TargetMs)} ms · ${MIX_WORDS[mix]}, sessions of ${items} items · ${roundsWords(roundsPlanned)}`;
  return [
    {
      title: `Capacity: the highest rate of each design (${setting})`,
      blocks: [rateTable(findings), { sentences: rateSentences(findings) }],
    },
    {
      title: 'Where the CPU goes',
      blocks: [cpuTable(findings), ...crowdBlocks(findings)],
    },
    { title: 'What a gigabyte holds', blocks: [memoryTable(findings)] },
  ];
}

/** What one trial found, when it is over: `round 1 · stateless, 2 nodes: 2,145 requests/s with 12 connections, p99 9 ms` */
export function trialLine(trial: CapacityTrial): string {
  const probe = reported(trial);
  const found =
    probe === null
      ? 'nothing met the target'
      : `${count(probe.perSecond)} requests/s with ${count(probe.connections)} connections, p99 ${milliseconds(probe.p99Ms)} ms`;
  return `round ${trial.round} · ${trial.design}, ${nodesWords(trial.nodes)}: ${found}`;
}

function rateTable({ designs, trials }: CapacityFindings): TableBlock {
  const [baseline] = Object.keys(designs);
  const others = Object.keys(designs).length > 1;
  const of = (design: string, nodes: number) =>
    trials.flatMap((trial) => {
      const probe = trial.design === design && trial.nodes === nodes ? reported(trial) : null;
      return probe === null ? [] : [{ round: trial.round, perSecond: probe.perSecond }];
    });
  const rows = rowsOf(designs, (name, point, { points }) => {
    const [first] = points;
    const ratio =
      name === baseline || baseline === undefined
        ? null
        : ratioByRound(of(name, point.nodes), of(baseline, point.nodes), ({ perSecond }) => perSecond);
    return [
      count(point.perSecond),
      point.lowest === null ? UNKNOWN : `${count(point.lowest)}–${count(point.highest)}`,
      times(point.perSecond, first?.nodes === 1 ? first.perSecond : null),
      ...(others ? [ratio === null ? '' : ratioWords(ratio)] : []),
      milliseconds(point.p99Ms),
      count(point.connections),
      paceWords(point),
    ];
  });
  const head = [
    'design',
    'nodes',
    'requests/s',
    'of the rounds',
    '× 1 node',
    ...(others ? [`× ${baseline}`] : []),
    'p99 ms',
    'connections',
    'set by',
  ];
  return {
    caption: 'requests a second, middle of the rounds, each measured anew at the level that its search found',
    head,
    rows,
    align: head.map((_, index) => (index === 0 || index === head.length - 1 ? 'left' : 'right')),
  };
}

function rateSentences({ designs, settings }: CapacityFindings): string[] {
  const unmet = Object.entries(designs).flatMap(([name, { points }]) =>
    points
      .filter(({ perSecond }) => perSecond === null)
      .map(({ nodes, reason }) => `${name} on ${nodesWords(nodes)}: ${reason ?? 'nothing was found'}.`),
  );
  const unknown = Object.entries(designs).filter(([, { law }]) => law.verdict === 'unknown');
  const byReason = groupBy(unknown, ([, { law }]) => law.reasons.join('; '));
  const points = Object.values(designs).flatMap((design) => design.points);
  const others = Math.max(0, ...points.map(({ busy }) => busy?.others ?? 0));
  const disturbed =
    others > DISTURBED
      ? [
          `Other programs used up to ${others.toFixed(1)} of the cores: these are the rates of what they left. Close them, and repeat it.`,
        ]
      : [];
  return [
    ...disturbed,
    ...unmet,
    ...Object.entries(designs).flatMap(([name, { law }]) =>
      law.verdict === 'known' ? [`Scaling law of ${name}: ${lawText(law)}.`] : [],
    ),
    ...[...byReason].map(
      ([reasons, those]) => `Scaling law of ${listed(those.map(([name]) => name))}: unknown, since ${reasons}.`,
    ),
    settings.quotaCores === null
      ? `The nodes had no CPU quota: ${settings.quotaReason ?? 'nobody knows why'}.`
      : `Each node had ${settings.quotaCores} of a core (control groups of version 2).`,
  ];
}

function cpuTable({ designs }: CapacityFindings): TableBlock {
  const rows = rowsOf(designs, (_, { cpuUs, busy }) => [
    count(cpuUs?.nodes ?? null),
    count(cpuUs?.redis ?? null),
    count(cpuUs?.balancer ?? null),
    count(cpuUs?.generator ?? null),
    share(busy?.nodes),
    share(busy?.generator),
    share(busy?.machine),
  ]);
  const head = [
    'design',
    'nodes',
    'node µs',
    'Redis µs',
    'HAProxy µs',
    'generator µs',
    'nodes busy',
    'generator busy',
    'machine busy',
  ];
  return {
    caption: 'CPU microseconds a request, by who uses them; nodes busy: of their quota, or of a core each',
    head,
    rows,
    align: head.map((_, index) => (index === 0 ? 'left' : 'right')),
  };
}

function memoryTable({ designs, settings }: CapacityFindings): TableBlock {
  return {
    caption: `sessions of ${settings.items} items alone: what the process needs besides is not in it`,
    head: ['design', 'bytes a session', 'sessions a GB', 'by'],
    rows: Object.entries(designs).map(([name, { session }]) => [
      name,
      count(session.bytes),
      count(session.perGigabyte),
      session.basis,
    ]),
    align: ['left', 'right', 'right', 'left'],
  };
}

/** What the nodes do to each other where nothing holds them apart. */
function crowdBlocks({ host, settings }: CapacityFindings): Block[] {
  const most = Math.max(...settings.nodeCounts);
  if (most <= host.cores || settings.quotaCores !== null) return [];
  const from = nodesWords(host.cores + 1);
  return [{ sentences: [`${nodesWords(most)} on ${count(host.cores)} cores: from ${from} on they compete for them.`] }];
}

function rowsOf(
  designs: CapacityFindings['designs'],
  cells: (name: string, point: CapacityPoint, design: DesignCapacity) => readonly string[],
): string[][] {
  return Object.entries(designs).flatMap(([name, design]) =>
    design.points.map((point) => [name, `${point.nodes}`, ...cells(name, point, design)]),
  );
}

/** Who was at the limit there, in words. */
function paceWords({ saturated, bound, busy, perSecond }: CapacityPoint): string {
  if (perSecond === null || busy === null) return UNKNOWN;
  const parts = saturated.map((part) => `${COMPONENT_WORDS[part]} ${share(busy[part])}`);
  const others = busy.others > DISTURBED ? `; other programs ${busy.others.toFixed(1)} cores` : '';
  if (parts.length > 0) return `${listed(parts)}${saturated.includes('machine') ? others : ''}`;
  const without = { target: 'the target', rate: 'waiting', connections: 'connections', unreachable: UNKNOWN } as const;
  return without[bound];
}

const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? UNKNOWN : `${Math.round(value * 100)} %`;

/** Where there is one round, it has no interval. */
const ratioWords = (ratio: Ratio): string => (ratio.low === null ? ratio.median.toFixed(2) : ratioText(ratio));

const roundsWords = (value: number): string => (value === 1 ? 'one round' : `${count(value)} rounds`);

const times = (value: number | null, one: number | null): string =>
  value === null || one === null || one === 0 ? UNKNOWN : (value / one).toFixed(2);

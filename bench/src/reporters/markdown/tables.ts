/** The tables of one scenario's section: a row a figure, a column a design. Pure. */
import type { DesignFindings, ScenarioFindings } from '../../analysis/findings.js';
import type { Align } from '../columns.js';
import { isExternal } from '../external.js';
import { bytes, count, interval, measuredInterval, milliseconds, percent, seconds } from '../figures.js';
import { latencyIsVoid } from '../sentences.js';
import { expectedWords, regionWords } from '../theory.js';
import { table } from './gfm.js';

type Row = readonly [title: string, of: (design: DesignFindings) => string];

function byDesign(scenario: ScenarioFindings, corner: string, rows: readonly Row[]): string {
  const designs = Object.entries(scenario.designs);
  const align: Align[] = ['left', ...designs.map(() => 'right' as const)];
  return table(
    [corner, ...designs.map(([name]) => name)],
    rows.map(([title, of]) => [title, ...designs.map(([, design]) => of(design))]),
    align,
  );
}

const CLASSES: readonly Row[] = [
  ['**lost**', ({ sessions }) => `**${count(sessions.lost)}**`],
  ['· destroyed', ({ sessions }) => count(sessions.destroyed)],
  ['· misrouted', ({ sessions }) => count(sessions.misrouted)],
  ['· of the lost, within reach again at the end', ({ sessions }) => count(sessions.returnable)],
  ['· of the lost, moved before the failure was detected', ({ sessions }) => count(sessions.undetected)],
  ['stale (acknowledged items missing)', ({ sessions }) => count(sessions.stale)],
  ['lost update (overlapping writes)', ({ sessions }) => count(sessions.lostUpdate)],
  ['leaked to another person', ({ sessions }) => count(sessions.leaked)],
  ['found after its log-out', ({ sessions }) => count(sessions.revived)],
  ['found after its time was over', ({ sessions }) => count(sessions.overstayed)],
  ['held under two keys', ({ sessions }) => count(sessions.doubled)],
  ['orphaned: key never arrived', ({ sessions }) => count(sessions.orphaned.neverArrived)],
  ['orphaned: key overwritten', ({ sessions }) => count(sessions.orphaned.overwritten)],
  ['orphaned: dropped by starting over', ({ sessions }) => count(sessions.orphaned.dropped)],
  ['expired (planned)', ({ sessions }) => count(sessions.expired)],
  ['completed', ({ sessions }) => count(sessions.completed)],
  ['intact', ({ sessions }) => count(sessions.intact)],
  ['unknown (the record cannot tell)', ({ sessions }) => count(sessions.unknown)],
  ['at risk at the events', ({ sessions }) => count(sessions.atRisk)],
  ['started', ({ sessions }) => count(sessions.started)],
  ['cut off by the end of the load', ({ sessions }) => count(sessions.cutOff)],
  ['hand-offs refused', ({ sessions }) => count(sessions.handoffFailed)],
  ['named in no answer', ({ sessions }) => count(sessions.indeterminateBirth)],
];

const GONE: Row = ['· gone: destroyed or misrouted', ({ sessions }) => count(sessions.gone)];

export function sessionsTable(scenario: ScenarioFindings): string {
  const [lost, ...others] = CLASSES;
  return byDesign(scenario, 'sessions', isExternal(scenario) && lost ? [lost, GONE, ...others] : CLASSES);
}

export function peopleTable(scenario: ScenarioFindings): string {
  return byDesign(scenario, 'people', [
    ['checkouts completed', ({ checkouts }) => count(checkouts.completed)],
    ['checkouts abandoned', ({ checkouts }) => count(checkouts.abandoned)],
    ['paid, no receipt', ({ checkouts }) => count(checkouts.chargedUnconfirmed)],
    ['charged twice', ({ checkouts }) => count(checkouts.chargedTwice)],
    ['acknowledged writes', ({ writes }) => count(writes.known)],
    ['acknowledged writes lost', ({ writes }) => count(writes.lost)],
    ['· overwritten by another request at the same time', ({ writes }) => count(writes.overwritten)],
    ['sessions with a write lost', ({ writes }) => count(writes.sessions)],
    ['writes without a clear answer', ({ writes }) => count(writes.indeterminate)],
  ]);
}

export function requestsTable(scenario: ScenarioFindings): string {
  const fields = (...names: readonly (keyof DesignFindings['requests'])[]): Row[] =>
    names.map((name) => [name, ({ requests }) => count(requests[name])]);
  return byDesign(scenario, 'requests', [
    ...fields('planned', 'sent', 'restart', 'retry', 'skipped'),
    ['· dropped by the end of the load', ({ requests }) => count(requests.unsent)],
    ...fields('ok', 'failed', 'indeterminate'),
    ['offered per second', ({ requests }) => count(requests.offeredPerSecond)],
    ['achieved per second', ({ requests }) => count(requests.achievedPerSecond)],
  ]);
}

const WINDOWS = ['before', 'fault', 'after', 'overall'] as const;

function windowTitle(scenario: ScenarioFindings, window: (typeof WINDOWS)[number]): string {
  if (window === 'overall') return `all, ${interval(measuredInterval(scenario.windows))}`;
  return `${window === 'fault' ? 'during' : window}, ${interval(scenario.windows[window])}`;
}

/** Windows that the scenario has; where nothing breaks, there is one. */
function windowsOf(scenario: ScenarioFindings): (typeof WINDOWS)[number][] {
  if (scenario.windows.fault === null) return ['overall'];
  return WINDOWS.filter((window) => window === 'overall' || scenario.windows[window] !== null);
}

/** One row a window and design, response and service side by side. */
export function latencyTable(scenario: ScenarioFindings): string {
  const rows = windowsOf(scenario).flatMap((window) =>
    Object.entries(scenario.designs).map(([name, { latencyMs }]) => {
      const { response, service } = latencyMs[window];
      return [
        windowTitle(scenario, window),
        name,
        ...[response.p50, response.p95, response.p99, response.p999, response.max].map(milliseconds),
        ...[service.p50, service.p99].map(milliseconds),
        count(response.count),
      ];
    }),
  );
  const head = ['window', 'design', 'p50', 'p95', 'p99', 'p99.9', 'max', 'service p50', 'service p99', 'requests'];
  return table(head, rows, ['left', 'left', ...Array<Align>(8).fill('right')]);
}

export function timelinessTable(scenario: ScenarioFindings): string {
  const rows = windowsOf(scenario).flatMap((window) =>
    Object.entries(scenario.designs).map(([name, { okWithin }]) => {
      const within = okWithin[window];
      return [
        windowTitle(scenario, window),
        name,
        ...[within['100ms'], within['300ms'], within['1000ms']].map(percent),
      ];
    }),
  );
  const head = ['window', 'design', 'ok within 100 ms', '300 ms', '1,000 ms'];
  return table(head, rows, ['left', 'left', 'right', 'right', 'right']);
}

export function reactionTable(scenario: ScenarioFindings): string {
  const withUnit = (value: number | null) => (value === null ? '–' : `${seconds(value)} s`);
  return byDesign(scenario, scenario.blocks > 1 ? 'reaction, first block' : 'reaction', [
    ['failure to detection by the balancer', ({ detectionSeconds }) => withUnit(detectionSeconds)],
    ['injection to recovery of the ok share', ({ recoverySeconds }) => withUnit(recoverySeconds)],
  ]);
}

export function generatorTable(scenario: ScenarioFindings): string {
  return byDesign(scenario, 'load generator', [
    ['lag p50, ms', ({ generatorLagMs }) => milliseconds(generatorLagMs.p50)],
    ['lag p99, ms', ({ generatorLagMs }) => milliseconds(generatorLagMs.p99)],
    ['lag max, ms', ({ generatorLagMs }) => milliseconds(generatorLagMs.max)],
    ['waiting for the step before, p99, ms', ({ blockedMs }) => milliseconds(blockedMs.p99)],
    ['its CPU, of one core', ({ generatorCpuShare }) => percent(generatorCpuShare)],
    ['CPU of the cores that it may use', ({ generatorCoresCpuShare }) => percent(generatorCoresCpuShare)],
    ['machine CPU', ({ machineCpuShare }) => percent(machineCpuShare)],
    ['steady before the first fault', ({ steadiness }) => (latencyIsVoid(scenario) ? 'void' : steadyWords(steadiness))],
  ]);
}

/** `steady (+1.2 %)`, `8 of 10 blocks, 1 unsteady, 1 unknown` */
function steadyWords(steadiness: DesignFindings['steadiness']): string {
  const of = (verdict: 'steady' | 'unsteady' | 'unknown') =>
    steadiness.filter((each) => each.verdict === verdict).length;
  const [only] = steadiness;
  if (steadiness.length === 1 && only !== undefined) {
    if (only.change === null) return `unknown: ${only.reason}`;
    return `${only.verdict} (${only.change < 0 ? '−' : '+'}${percent(Math.abs(only.change))})`;
  }
  const [unsteady, unknown] = [of('unsteady'), of('unknown')];
  return [
    `${of('steady')} of ${steadiness.length} blocks`,
    ...(unsteady === 0 ? [] : [`**${unsteady} unsteady**`]),
    ...(unknown === 0 ? [] : [`${unknown} unknown`]),
  ].join(', ');
}

export function nodesTable(scenario: ScenarioFindings): string {
  const rows = Object.entries(scenario.designs).flatMap(([design, { nodes }]) =>
    nodes.map((node) => [
      design,
      node.name,
      count(node.requests),
      count(node.sessions),
      node.cpuSeconds === null ? '–' : `${seconds(node.cpuSeconds)} s`,
      bytes(node.rssPeakBytes),
      bytes(node.heapPeakBytes),
    ]),
  );
  const head = ['design', 'node', 'requests', 'sessions at the end', 'CPU', 'memory peak', 'heap peak'];
  return table(head, rows, ['left', 'left', 'right', 'right', 'right', 'right', 'right']);
}

/** Ours writes by scripts, which makes more commands of fewer journeys: without a word the figure reads the other way round. */
const COUNTED = ' (by its own counters, which count a script and each command inside it: no figure of round trips)';

/** What the shared stores cost; empty without one. */
export function storeLines(scenario: ScenarioFindings): string[] {
  return Object.entries(scenario.designs).flatMap(([name, { store }]) => {
    if (store.kind !== 'redis') return [];
    const commands = store.commandsPerRequest === null ? '–' : store.commandsPerRequest.toFixed(1);
    return [
      `Redis of ${name}: ${commands} commands a request${store.commandsPerRequest === null ? '' : COUNTED}, ${bytes(store.memoryPeakBytes)} of memory at its peak.`,
    ];
  });
}

export function predictionsTable(scenario: ScenarioFindings): string {
  const rows = scenario.predictions.map((prediction) => {
    const { design, title, metric, measured, of, agrees, basis } = prediction;
    const region = regionWords(prediction);
    return [
      design,
      title,
      metric === 'handoffFailed' ? 'hand-offs refused' : metric,
      `${count(measured)} of ${count(of)}`,
      expectedWords(prediction),
      agrees ? 'agrees' : '**does not agree**',
      region === '' ? basis : `${region}: ${basis}`,
    ];
  });
  const head = ['design', 'event', 'what', 'measured', 'theory', '', 'because'];
  return table(head, rows, ['left', 'left', 'left', 'right', 'right', 'left', 'left']);
}

export function identitiesTable(scenario: ScenarioFindings): string {
  const rows = scenario.identities.map(({ design, block, name, left, right, holds, detail }) => [
    design,
    count(block),
    name,
    `${left.label}: ${left.value}`,
    holds ? '=' : '**≠**',
    `${right.label}: ${right.value}`,
    detail,
  ]);
  return table(['design', 'block', 'sum', 'counted', '', 'counted otherwise', 'terms'], rows, ['left', 'right']);
}

export function expectationsTable(scenario: ScenarioFindings): string {
  const rows = scenario.expectations.map(({ design, metric, expected, measured, verdict, detail }) => [
    design,
    metric,
    typeof expected === 'number' ? count(expected) : 'as theory says',
    count(measured),
    verdict === 'pass' ? 'pass' : `**${verdict}**`,
    detail,
  ]);
  return table(['design', 'what', 'expected', 'measured', 'verdict', 'detail'], rows, [
    'left',
    'left',
    'right',
    'right',
  ]);
}

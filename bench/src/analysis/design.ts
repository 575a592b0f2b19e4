/** The findings of one design of a scenario, over all its trials: counts add up, histograms merge. Pure. */

import { addCounts } from '../checkers/added.js';
import type { BirthClass, CheckoutCounts, Judgement, SessionCounts } from '../checkers/judgement.js';
import type { TrialRecord } from '../history/trial.js';
import type { Design } from '../scenario/scenario.js';
import { type Place, placeOf } from '../scenario/stores.js';
import { upperBound95 } from '../stats/binomial.js';
import { type LatencyHistogram, maxMs, percentileCurve, quantileMs, samplesNeeded } from '../stats/histogram.js';
import type { DesignFindings, Percentiles } from './findings.js';
import {
  addTrialLatency,
  emptyLatency,
  OK_WITHIN_MS,
  type OkWithinName,
  SPANS,
  type SpanLatency,
  type SpanName,
  type TrialLatency,
} from './latency.js';
import { detectionSeconds, type Measured, recoverySeconds } from './recovery.js';
import { countRequests } from './requests.js';
import { generatorCoresCpuShare, generatorCpuShare, machineCpuShare, nodesOf, storeOf } from './resources.js';
import { steadinessOf } from './steadiness.js';
import { LEAST_A_SECOND, timelineOf } from './timeline.js';
import { seenSessions, UNSEEN } from './unseen.js';
import type { VoidBlock } from './void.js';
import { windowsOf } from './windows.js';

export interface JudgedTrial {
  readonly trial: TrialRecord;
  readonly judgement: Judgement;
}

/** Witnesses of a report: so many, of these classes. */
const WITNESSES = 3;
const WITNESSED: ReadonlySet<BirthClass> = new Set(['destroyed', 'misrouted', 'gone', 'leaked']);

/**
 * @param judged at least one trial of the design, by block
 * @param latencyVoid blocks whose latency does not count: their counts do
 */
export function designFindings(
  judged: readonly [JudgedTrial, ...JudgedTrial[]],
  latencyVoid: readonly VoidBlock[] = [],
): DesignFindings {
  const reasons: Record<string, string> = {};
  const trials = judged.map(({ trial }) => trial);
  const [first] = judged;
  const { design, scenario } = first.trial.header;
  const windows = windowsOf(scenario);
  const latency = emptyLatency();
  const voidOf = ({ header }: TrialRecord) => latencyVoid.find(({ block }) => block === header.block);
  for (const trial of trials) addTrialLatency(latency, trial, windows, voidOf(trial) === undefined ? 'whole' : 'lag');
  if (trials.every((trial) => voidOf(trial) !== undefined)) noteVoid(voidOf(first.trial)?.reason ?? '', reasons);
  const sessions = sumSessions(judged.map(({ judgement }) => judgement.sessions));
  const requests = countRequests(trials);
  const firstVoid = voidOf(first.trial);
  const timeline = timelineOf(first.trial, first.judgement.births, firstVoid === undefined);
  if (firstVoid !== undefined) reasons['timeline'] = `void: ${firstVoid.reason}`;
  noteTimeline(timeline, reasons);
  const scripted = first.trial.events.filter(({ by }) => by === 'script').map(({ fromUs }) => fromUs);
  const firstFault = scripted.length === 0 ? null : (Math.min(...scripted) - first.trial.header.loadStartUs) / 1e6;
  const spans = latencyFindings(latency, reasons);
  return {
    label: design.label,
    ...(design.store === 'external' ? { target: design.target } : {}),
    variant: design.variant,
    routing: design.routing,
    trials: trials.length,
    sessions: seenSessions(design, sessions, reasons),
    lostShareUpper: sessions.atRisk === 0 ? null : upperBound95(sessions.lost, sessions.atRisk),
    writes: sum(judged, ({ writes }) => ({ ...writes })),
    checkouts: sumCheckouts(
      design,
      judged.map(({ judgement }) => judgement.checkouts),
      reasons,
    ),
    requests,
    okWithin: okWithin(latency, reasons),
    latencyMs: spans,
    generatorLagMs: threePoints(latency.lag, 'generatorLagMs', reasons),
    blockedMs: threePoints(latency.blocked, 'blockedMs', reasons),
    generatorCpuShare: noted(generatorCpuShare(trials), 'generatorCpuShare', 'the system does not tell', reasons),
    generatorCoresCpuShare: noted(
      generatorCoresCpuShare(trials),
      'generatorCoresCpuShare',
      'the system does not tell',
      reasons,
    ),
    steadiness: trials.map((trial) => steadinessOf(trial, voidOf(trial)?.reason ?? null)),
    machineCpuShare: noted(machineCpuShare(trials), 'machineCpuShare', 'the system does not tell', reasons),
    recoverySeconds: measured(recoverySeconds(timeline, windows, firstFault), 'recoverySeconds', reasons),
    detectionSeconds: measured(detectionSeconds(first.trial.events), 'detectionSeconds', reasons),
    nodes: noteNodes(design, nodesOf(first.trial), reasons),
    store: noteStore(storeOf(trials, requests.sent), reasons),
    timeline,
    percentileCurve: percentileCurve(latency.spans.overall.response),
    witnesses: judged
      .flatMap(({ trial, judgement }) =>
        judgement.births
          .filter((birth) => WITNESSED.has(birth.class))
          .map(({ birth }) => ({ block: trial.header.block, birth })),
      )
      .slice(0, WITNESSES),
    reasons,
  };
}

function sumSessions(all: readonly SessionCounts[]): SessionCounts {
  const [first, ...rest] = all as [SessionCounts, ...SessionCounts[]];
  return rest.reduce(addCounts, first);
}

function sum<T extends object>(judged: readonly [JudgedTrial, ...JudgedTrial[]], of: (judgement: Judgement) => T): T {
  const [first, ...rest] = judged;
  return rest.reduce((total, { judgement }) => addCounts(total, of(judgement)), of(first.judgement));
}

function sumCheckouts(
  design: Design,
  all: readonly (CheckoutCounts | null)[],
  reasons: Record<string, string>,
): DesignFindings['checkouts'] {
  const known = all.filter((counts) => counts !== null);
  const [first, ...rest] = known;
  if (first === undefined || known.length < all.length) {
    reasons['checkouts'] = design.store === 'external' ? UNSEEN.checkouts : "the gateway's ledger could not be read";
    return { completed: null, abandoned: null, chargedUnconfirmed: null, chargedTwice: null };
  }
  return rest.reduce(addCounts, first);
}

function latencyFindings(latency: TrialLatency, reasons: Record<string, string>): DesignFindings['latencyMs'] {
  const span = (name: SpanName) => ({
    response: percentiles(latency.spans[name].response, `latencyMs.${name}.response`, reasons),
    service: percentiles(latency.spans[name].service, `latencyMs.${name}.service`, reasons),
  });
  return { before: span('before'), fault: span('fault'), after: span('after'), overall: span('overall') };
}

function percentiles(histogram: LatencyHistogram, path: string, reasons: Record<string, string>): Percentiles {
  const at = (name: string, quantile: number) => carried(histogram, quantile, `${path}.${name}`, reasons);
  return {
    p50: at('p50', 0.5),
    p95: at('p95', 0.95),
    p99: at('p99', 0.99),
    p999: at('p999', 0.999),
    max: noted(maxMs(histogram), `${path}.max`, 'no sample', reasons),
    count: histogram.totalCount,
  };
}

function threePoints(histogram: LatencyHistogram, path: string, reasons: Record<string, string>) {
  return {
    p50: carried(histogram, 0.5, `${path}.p50`, reasons),
    p99: carried(histogram, 0.99, `${path}.p99`, reasons),
    max: noted(maxMs(histogram), `${path}.max`, 'no sample', reasons),
  };
}

function carried(
  histogram: LatencyHistogram,
  quantile: number,
  path: string,
  reasons: Record<string, string>,
): number | null {
  const reason = `${histogram.totalCount} samples, ${samplesNeeded(quantile)} needed`;
  return noted(quantileMs(histogram, quantile), path, reason, reasons);
}

function okWithin(latency: TrialLatency, reasons: Record<string, string>): DesignFindings['okWithin'] {
  const share = (span: SpanLatency, name: OkWithinName, path: string) =>
    noted(
      span.planned === 0 ? null : span.okWithin[name] / span.planned,
      path,
      'no operation was planned in it',
      reasons,
    );
  const of = (span: SpanName) =>
    Object.fromEntries(
      (Object.keys(OK_WITHIN_MS) as OkWithinName[]).map((name) => [
        name,
        share(latency.spans[span], name, `okWithin.${span}.${name}`),
      ]),
    ) as Record<OkWithinName, number | null>;
  return Object.fromEntries(SPANS.map((name) => [name, of(name)])) as DesignFindings['okWithin'];
}

/** Figures that a void block would have given have a better reason for their absence than a small sample. */
function noteVoid(reason: string, reasons: Record<string, string>): void {
  for (const path of ['latencyMs', 'okWithin', 'percentileCurve']) reasons[path] = `void: ${reason}`;
}

/** Seconds are drawn and not quoted, and need less; where one cannot be drawn, the reason stands once for all. */
function noteTimeline(timeline: DesignFindings['timeline'], reasons: Record<string, string>): void {
  if (reasons['timeline'] !== undefined) return;
  for (const field of ['responseP50Ms', 'responseP99Ms', 'serviceP50Ms'] as const) {
    const without = timeline.filter((bin) => bin[field] === null).length;
    if (without === 0) continue;
    reasons[`timeline.${field}`] = `${without} seconds had fewer than ${LEAST_A_SECOND[field]} ok requests`;
  }
}

const WHY_NO_STORE: Readonly<Record<Place, string>> = {
  node: 'the sessions live in the nodes: see nodes',
  shared: 'Redis could not be asked, or its counters died with it',
  jar: 'the sessions live in the cookies: no server holds any',
  elsewhere: UNSEEN.store,
};

function noteNodes(
  design: Design,
  nodes: DesignFindings['nodes'],
  reasons: Record<string, string>,
): DesignFindings['nodes'] {
  if (design.store === 'external') reasons['nodes'] = UNSEEN.nodes;
  return nodes;
}

function noteStore(store: DesignFindings['store'], reasons: Record<string, string>): DesignFindings['store'] {
  const why = WHY_NO_STORE[placeOf({ store: store.kind })];
  noted(store.memoryPeakBytes, 'store.memoryPeakBytes', why, reasons);
  noted(store.commandsPerRequest, 'store.commandsPerRequest', why, reasons);
  return store;
}

function measured(result: Measured, path: string, reasons: Record<string, string>): number | null {
  if ('value' in result) return result.value;
  reasons[path] = result.reason;
  return null;
}

/** Passes the value on; where it is null, the reason is noted beside it. */
function noted(value: number | null, path: string, reason: string, reasons: Record<string, string>): number | null {
  // What explains a whole part of the findings explains each null in it.
  const isExplained = reasons[path.split('.')[0] ?? path] !== undefined;
  if (value === null && !isExplained) reasons[path] = reason;
  return value;
}

/**
 * Every latency figure of the findings, counted again in the plainest way: the intended starts from the plan, the rest from
 * the record, sorted, the nearest rank. It shares no line with the analysis, and must agree to the digit. Pure.
 */
import type { DesignFindings, Percentiles } from '../analysis/findings.js';
import type { OperationRecord } from '../history/records.js';
import { lastArrivalMs, longestJourneyMs } from '../plan/journey.js';
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { intendedUsOf } from './both-clocks.js';
import type { Evidence, Experiment } from './experiment.js';
import { agreeing, type Truth } from './truth.js';
import { quantileOf } from './witness.js';

/** Milliseconds, shares or counts, by what they are called; null: the sample cannot carry it. */
export type Figures = ReadonlyMap<string, number | null>;

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
/** A percentile is printed when so many samples lie beyond it. */
const BEYOND = 10;
/** Numbers below are told apart by the histogram; from there on 1,024 of them in each doubling. */
const EXACT_BELOW_US = 2048;
/** A rate over less says nothing. */
const SHORTEST_PLATEAU_MS = 1000;

/** Each figure of the findings, and none that the recount does not have. */
export function recounted(experiment: Experiment, evidence: Evidence): Truth {
  const wanted = recount(experiment, evidence);
  return agreeing('latency figures, by sorting the record', wanted, reported(evidence.findings));
}

/** From plan and record. Nobody was answered without success, and nobody repeated anything: other truths say so. */
export function recount({ plan, load }: Pick<Experiment, 'plan' | 'load'>, { trial }: Evidence): Figures {
  const { loadStartUs } = trial.header;
  const intended = intendedUsOf(plan, loadStartUs);
  const planned = new Map<number, OperationRecord>();
  for (const op of trial.operations) if (op.origin === 'planned') planned.set(op.id, op);
  const figures = new Map<string, number | null>();
  // Without a fault all windows are one, and the warm-up is in none.
  const ids = [...intended].filter(([, us]) => us >= loadStartUs + load.warmUpMs * 1000).map(([id]) => id);
  const ok = ids.flatMap((id) => planned.get(id) ?? []).filter(({ outcome }) => outcome === 'ok');
  const responseUs = ok.map(({ id, doneUs }) => doneUs - (intended.get(id) ?? 0));
  for (const span of ['before', 'overall']) {
    addPercentiles(figures, `${span} response`, responseUs);
    addPercentiles(
      figures,
      `${span} service`,
      ok.map(({ doneUs, sentUs }) => doneUs - sentUs),
    );
    for (const limitMs of [100, 300, 1000]) {
      const inTime = responseUs.filter((us) => us <= limitMs * 1000).length;
      figures.set(`${span} ok within ${limitMs} ms`, ids.length === 0 ? null : inTime / ids.length);
    }
  }
  addRates(figures, load, loadStartUs, intended, planned);
  const waits = waitsOf(plan, intended, planned);
  addThree(figures, 'lag', waits.lagUs);
  addThree(figures, 'blocked', waits.blockedUs);
  return figures;
}

/** The same figures, as the findings have them. */
export function reported({ latencyMs, okWithin, generatorLagMs, blockedMs, requests }: DesignFindings): Figures {
  const figures = new Map<string, number | null>();
  const add = (name: string, values: Readonly<Partial<Record<keyof Percentiles, number | null>>>): void => {
    for (const [key, value] of Object.entries(values)) figures.set(`${name} ${key}`, value);
  };
  for (const span of ['before', 'overall'] as const) {
    add(`${span} response`, latencyMs[span].response);
    add(`${span} service`, latencyMs[span].service);
    for (const limitMs of [100, 300, 1000] as const) {
      figures.set(`${span} ok within ${limitMs} ms`, okWithin[span][`${limitMs}ms`]);
    }
  }
  figures.set('offered per second', requests.offeredPerSecond);
  figures.set('achieved per second', requests.achievedPerSecond);
  add('lag', generatorLagMs);
  add('blocked', blockedMs);
  return figures;
}

/** Between the end of the longest journey of the first and the last arrival; over the whole load where that is too short. */
function addRates(
  figures: Map<string, number | null>,
  load: LoadSpec,
  loadStartUs: number,
  intended: ReadonlyMap<number, number>,
  planned: ReadonlyMap<number, OperationRecord>,
): void {
  const [longestMs, lastMs] = [longestJourneyMs(load), lastArrivalMs(load)];
  const [fromMs, toMs] = lastMs - longestMs < SHORTEST_PLATEAU_MS ? [0, load.durationMs] : [longestMs, lastMs];
  const isWithin = (us: number): boolean => us >= loadStartUs + fromMs * 1000 && us < loadStartUs + toMs * 1000;
  const seconds = (toMs - fromMs) / 1000;
  figures.set('offered per second', [...intended.values()].filter(isWithin).length / seconds);
  figures.set('achieved per second', [...planned.values()].filter(({ sentUs }) => isWithin(sentUs)).length / seconds);
}

/** Of every operation: how long after it could be sent it was, and how long it waited for the one before in its lane. */
function waitsOf(
  plan: Plan,
  intended: ReadonlyMap<number, number>,
  planned: ReadonlyMap<number, OperationRecord>,
): { readonly lagUs: number[]; readonly blockedUs: number[] } {
  const lagUs: number[] = [];
  const blockedUs: number[] = [];
  for (const lane of plan.shoppers.flatMap(({ lanes }) => lanes)) {
    let freeUs = 0;
    for (const { id } of lane) {
      const op = planned.get(id);
      if (op === undefined) continue;
      const intendedUs = intended.get(id) ?? 0;
      const readyUs = Math.max(intendedUs, freeUs);
      lagUs.push(op.sentUs - readyUs);
      blockedUs.push(readyUs - intendedUs);
      freeUs = op.doneUs;
    }
  }
  return { lagUs, blockedUs };
}

function addPercentiles(figures: Map<string, number | null>, name: string, valuesUs: readonly number[]): void {
  const sorted = [...valuesUs].sort((a, b) => a - b);
  for (const [key, quantile] of Object.entries(QUANTILES))
    figures.set(`${name} ${key}`, percentileMs(sorted, quantile));
  figures.set(`${name} max`, maximumMs(sorted));
  figures.set(`${name} count`, sorted.length);
}

function addThree(figures: Map<string, number | null>, name: string, valuesUs: readonly number[]): void {
  const sorted = [...valuesUs].sort((a, b) => a - b);
  figures.set(`${name} p50`, percentileMs(sorted, 0.5));
  figures.set(`${name} p99`, percentileMs(sorted, 0.99));
  figures.set(`${name} max`, maximumMs(sorted));
}

function percentileMs(ascendingUs: readonly number[], quantile: number): number | null {
  // Of 1,000 values ten lie beyond the 99th percentile, whatever 1 − 0.99 comes to in binary.
  const beyond = Math.round(ascendingUs.length * (1 - quantile) * 1e6) / 1e6;
  const us = beyond < BEYOND ? null : quantileOf(ascendingUs, quantile);
  return us === null ? null : atTheTopOfItsBucket(us) / 1000;
}

function maximumMs(ascendingUs: readonly number[]): number | null {
  const us = ascendingUs.at(-1);
  return us === undefined ? null : us / 1000;
}

/** Three significant digits, as everybody's HDR histogram has them: a bucket is called by its highest value. */
function atTheTopOfItsBucket(us: number): number {
  if (us < EXACT_BELOW_US) return us;
  const width = 2 ** (Math.floor(Math.log2(us)) - Math.log2(EXACT_BELOW_US) + 1);
  return Math.floor(us / width) * width + width - 1;
}

/**
 * The self-test: the whole measuring chain against servers of known behaviour, and the counting rules against simulated
 * clusters of known truth.
 */
import { anomaliesStage } from './anomalies.js';
import { constantStage } from './constant.js';
import { deathsStage } from './deaths.js';
import { type Laboratory, perform } from './experiment.js';
import { lateGeneratorStage } from './late-generator.js';
import { clauseTruths, clusterSeeds, ruleTruths, tallyClusters } from './rules.js';
import { judged, type Stage } from './stage.js';
import { stallStage } from './stall.js';
import type { Truth, TruthVerdict } from './truth.js';

export interface SelftestOptions extends Laboratory {
  /** Coarser, and everything at once. */
  readonly quick: boolean;
  /** Threads that judge simulated clusters. */
  readonly threads: number;
  /** Called with each part as it is known. */
  readonly onPart: (part: SelftestPart) => void;
}

export interface SelftestPart {
  readonly title: string;
  readonly truths: readonly Truth[];
}

/** What is around the load of an experiment: start, quiesce, dumps, take-down. */
const AROUND_LOAD_SECONDS = 2;
const CLUSTERS_PER_SECOND = 75;

interface Stages {
  /** Whose times are judged: alone, one after the other. */
  readonly timed: readonly Stage[];
  /** Whose operations are only counted: side by side. */
  readonly counted: readonly Stage[];
}

function stagesOf(quick: boolean): Stages {
  return {
    timed: [constantStage(quick), stallStage()],
    counted: [deathsStage(), anomaliesStage(), lateGeneratorStage()],
  };
}

/** Seconds that it will take. */
export function selftestSeconds(quick: boolean, threads: number): number {
  const { timed, counted } = stagesOf(quick);
  const secondsOf = ({ experiment }: Stage): number => experiment.load.durationMs / 1000 + AROUND_LOAD_SECONDS;
  const longest = (stages: readonly Stage[]): number => Math.max(...stages.map(secondsOf));
  const clusters = clusterSeeds(quick).length / (CLUSTERS_PER_SECOND * threads);
  const measured = quick
    ? longest([...timed, ...counted])
    : timed.reduce((sum, stage) => sum + secondsOf(stage), 0) + longest(counted);
  return measured + clusters;
}

/**
 * @returns every part, in the order in which they are told
 * @throws LabError LAB_INTERRUPTED, and whatever keeps an experiment from running
 */
export async function selftest(options: SelftestOptions): Promise<SelftestPart[]> {
  const { timed, counted } = stagesOf(options.quick);
  const parts: SelftestPart[] = [];
  const told = (part: SelftestPart): void => {
    parts.push(part);
    options.onPart(part);
  };
  // Judging clusters takes all cores: nothing is measured beside it.
  const groups = options.quick ? [[...timed, ...counted]] : [...timed.map((stage) => [stage]), counted];
  for (const group of groups) {
    for (const part of await allOrFirstFailure(group.map((stage) => partOf(stage, options)))) told(part);
  }
  for (const part of await ruleParts(options)) told(part);
  return parts;
}

async function partOf(stage: Stage, options: SelftestOptions): Promise<SelftestPart> {
  return { title: stage.title, truths: judged(stage, await perform(stage.experiment, options)) };
}

async function ruleParts({ quick, threads, signal }: SelftestOptions): Promise<SelftestPart[]> {
  const tally = await tallyClusters(clusterSeeds(quick), threads, signal);
  return [
    { title: `${tally.clusters.toLocaleString('en-US')} simulated clusters of known truth`, truths: ruleTruths(tally) },
    {
      title: 'the same, with one clause of the counting rules switched off: births that would be misjudged',
      truths: clauseTruths(tally),
    },
  ];
}

/** A failure waits for the others: what they started must be gone before anybody is told. */
async function allOrFirstFailure<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

/** The worst of all. */
export function verdictOf(parts: readonly SelftestPart[]): TruthVerdict {
  const verdicts = new Set(parts.flatMap(({ truths }) => truths.map(({ verdict }) => verdict)));
  if (verdicts.has('wrong')) return 'wrong';
  return verdicts.has('unknown') || verdicts.size === 0 ? 'unknown' : 'ok';
}

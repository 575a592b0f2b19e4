/**
 * The noise floor of a machine: how much two runs of one and the same design differ on it. Pure.
 *
 * From the blocks of a run in which both designs are the same one, under two names: the spread of the logarithms of their
 * ratios is what chance alone does, and no difference below it means anything.
 */
import type { TrialRecord } from '../history/trial.js';
import { standardDeviation } from '../stats/moments.js';
import type { NoiseFigure, NoiseFloor, ScenarioFindings } from './findings.js';
import type { Manifest } from './manifest.js';
import { countRequests } from './requests.js';
import { cutShort } from './void.js';

/** What is measured at all: a machine is another one with another kernel or another Node.js. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  /** System, kernel release and architecture. */
  readonly kernel: string;
  readonly node: string;
}

export function machineFacts({ cpu, cores, os, node }: Manifest['host']): MachineFacts {
  return { cpu, cores, kernel: os, node };
}

export interface NoiseInput {
  readonly scenario: string;
  /** Name of the design that ran twice in every block. */
  readonly design: string;
  readonly findings: ScenarioFindings;
  readonly trials: readonly TrialRecord[];
  /** Wall clock, ISO 8601. */
  readonly measuredAt: string;
}

export function noiseFloor({ scenario, design, findings, trials, measuredAt }: NoiseInput): NoiseFloor {
  const latency = (metric: string): NoiseFigure =>
    figureOf(
      findings.comparisons
        .filter((one) => one.metric === metric && one.window === 'before')
        .flatMap(({ pairs }) => pairs.flatMap(({ ratio }) => ratio ?? [])),
    );
  return {
    scenario,
    design,
    blocks: findings.blocks,
    measuredAt,
    p50: latency('response p50'),
    p95: latency('response p95'),
    p99: latency('response p99'),
    throughput: figureOf(throughputRatios(trials, findings.latencyVoid)),
  };
}

/** Achieved requests per second of the two trials of each block that counts. */
function throughputRatios(trials: readonly TrialRecord[], latencyVoid: ScenarioFindings['latencyVoid']): number[] {
  const left = new Set(latencyVoid.map(({ block }) => block));
  for (const trial of trials) if (cutShort([trial]) !== null) left.add(trial.header.block);
  const byBlock = new Map<number, number[]>();
  for (const trial of trials) {
    const { block } = trial.header;
    if (left.has(block)) continue;
    byBlock.set(block, [...(byBlock.get(block) ?? []), countRequests([trial]).achievedPerSecond]);
  }
  return [...byBlock.values()].flatMap(([first = 0, second = 0]) => (first > 0 && second > 0 ? [second / first] : []));
}

function figureOf(ratios: readonly number[]): NoiseFigure {
  const logs = ratios.map(Math.log);
  return {
    blocks: ratios.length,
    spread: logs.length < 2 ? null : standardDeviation(logs),
    widest: logs.length === 0 ? null : Math.exp(Math.max(...logs.map(Math.abs))),
  };
}

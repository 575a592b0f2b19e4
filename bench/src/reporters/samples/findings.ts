/** Findings of a run with realistic figures, for tests of reporters. */
import { caveatsOf } from '../../analysis/caveats.js';
import type { Findings, NoiseFloor, ScenarioFindings } from '../../analysis/findings.js';
import type { Manifest } from '../../analysis/manifest.js';
import { sampleNodeKill } from './node-kill.js';
import { sampleScaleOut } from './scale-out.js';
import { sampleSteady } from './steady.js';

export function sampleFindings(scenarios?: Record<string, ScenarioFindings>): Findings {
  const all = scenarios ?? { steady: sampleSteady(), 'node-kill': sampleNodeKill(), 'scale-out': sampleScaleOut() };
  return { version: 1, caveats: caveatsOf(all), lab: '0.1.0', seed: 1, noise: null, scenarios: all };
}

export const SAMPLE_NOISE: NoiseFloor = {
  scenario: 'steady',
  design: 'stateless',
  blocks: 10,
  measuredAt: '2026-11-24T17:00:00.000Z',
  p50: { blocks: 10, spread: 0.034, widest: 1.062 },
  p95: { blocks: 10, spread: 0.125, widest: 1.31 },
  p99: { blocks: 10, spread: 0.41, widest: 2.2 },
  throughput: { blocks: 10, spread: 0.001, widest: 1.002 },
};

export const SAMPLE_MANIFEST: Manifest = {
  format: 1,
  lab: '0.1.0',
  commit: '2d8dd44c0ffee',
  seed: 1,
  blocks: 1,
  commandLine: 'npm run lab -- run steady node-kill scale-out --seed 1',
  startedAt: '2026-11-25T08:00:00.000Z',
  finishedAt: '2026-11-25T08:02:20.000Z',
  status: 'complete',
  timeOutsMs: { 'balancer for a node': 3000, 'shopper for an answer': 10_000 },
  scenarios: ['steady', 'node-kill', 'scale-out'],
  planHashes: { steady: '5f0c1d2e3a4b', 'node-kill': '5f0c1d2e3a4b', 'scale-out': '5f0c1d2e3a4b' },
  versions: { redis: '7.0.15', haproxy: '2.6.12' },
  host: { os: 'Linux 6.1', cores: 2, cpu: 'Example CPU', memoryBytes: 25_769_803_776, node: '20.20.2' },
  files: ['findings.json', 'report.md'],
};

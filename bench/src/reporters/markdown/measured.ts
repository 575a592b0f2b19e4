/** How a run was measured: the method in ten lines, the machine, versions, seed, plan and command. Pure. */
import type { Findings } from '../../analysis/findings.js';
import type { Manifest } from '../../analysis/manifest.js';
import { machineDoubts, machineWords } from '../../machine/doubts.js';
import type { MachineScore } from '../../machine/score.js';
import { EXTERNAL_METHOD, isExternalRun } from '../external.js';
import { blocks, bytes, count, seconds } from '../figures.js';
import { noiseWords } from '../noise.js';
import { code, escapeText, list, section, table } from './gfm.js';

const METHOD = [
  'Every design of a block runs the same plan: the same people, steps and moments, drawn from the seed.',
  'Each trial starts a fresh cluster of real processes: balancer, nodes, payment gateway and, where the design has one, Redis.',
  'Requests are sent at their planned moment, or when the step before is done; a late answer never moves the plan.',
  'Each request carries an id; each node writes that id to its journal before it answers.',
  'Faults, balancer decisions and requests stand in one history, on one monotonic clock.',
  'After the load everything in flight ends; then each store is listed without touching it; then each device reads once.',
  'A session is lost when its data was acknowledged and is gone (destroyed), or exists and cannot be reached (misrouted).',
  'An unanswered request never counts as lost, and an HTTP status never shows a loss: identity and items do.',
  'At risk: acknowledged data, not completed, not expired, not lost before. A 0 is given with its exact 95 % upper bound.',
  'All figures can be recomputed from the recorded history: `npm run lab -- check <run>` does, and compares.',
];

export function measuredSection(findings: Findings, manifest: Manifest): string {
  const { host, versions } = manifest;
  const facts: [string, string][] = [
    [
      'run',
      `${manifest.status}, started ${manifest.startedAt}${manifest.finishedAt === null ? '' : `, finished ${manifest.finishedAt}`}`,
    ],
    ['machine', `${host.os}, ${count(host.cores)} cores (${host.cpu}), ${bytes(host.memoryBytes)}`],
    ...(manifest.machine === undefined ? [] : [machineRow(manifest.machine)]),
    ['noise floor', noiseWords(findings.noise)],
    [
      'versions',
      [
        `session lab ${manifest.lab}`,
        `Node.js ${host.node}`,
        ...Object.entries(versions)
          .filter(([name]) => name !== 'lab' && name !== 'node')
          .map(([name, version]) => `${name} ${version}`),
      ].join(', '),
    ],
    [
      'time-outs',
      Object.entries(manifest.timeOutsMs)
        .map(([who, ms]) => `${who} ${seconds(ms / 1000)} s`)
        .join(', '),
    ],
    ['commit', manifest.commit ?? 'not in a git checkout'],
    ['seed', `${findings.seed}, ${blocks(manifest.blocks)}`],
    ...Object.entries(manifest.planHashes).map(([name, hash]): [string, string] => [`plan of ${name}`, hash]),
  ];
  return section(
    2,
    'How it was measured',
    list((isExternalRun(findings) ? EXTERNAL_METHOD : METHOD).map(escapeMethod)),
    table(['', ''], facts, []),
    'The command that repeats it:',
    code([manifest.commandLine]),
  );
}

function machineRow(machine: MachineScore): [string, string] {
  const doubts = machineDoubts(machine).map(({ text }) => text);
  return ['before the run', [machineWords(machine), ...doubts].join('; ')];
}

function escapeMethod(line: string): string {
  return line.includes('`') ? line : escapeText(line);
}

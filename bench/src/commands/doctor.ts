/** `lab doctor`: what this machine has and lacks, and what to do about each problem. */
import { cpus, totalmem } from 'node:os';
import { execa } from 'execa';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { machineDoubts, machineWords } from '../machine/doubts.js';
import { type MachineScore, scoreMachine } from '../machine/score.js';
import { gatherFacts } from '../provision/facts.js';
import { planProvisioning } from '../provision/planner.js';
import { probeHaproxy, probeRedis } from '../provision/probe.js';
import { PROGRAMS, type ProgramKey, RUN_PROGRAMS, TEST_PROGRAMS } from '../provision/programs.js';
import type { Io } from './io.js';

interface Line {
  readonly subject: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly text: string;
  readonly advice: string | null;
}

/** Shoppers of the largest scenario, their connections at the balancer (twice), and room for files. */
const ENOUGH_OPEN_FILES = 4096;
const ENOUGH_MEMORY_BYTES = 2 * 2 ** 30;

export async function doctorCommand(io: Io): Promise<ExitCode> {
  const lines = [
    { subject: 'Node.js', state: 'ok', text: io.nodeVersion, advice: null } satisfies Line,
    ...(await describePrograms(io)),
    await describeOpenFiles(),
    describeCores(cpus().length),
    describeMemory(totalmem()),
    ...describeQuiet(await scoreMachine(io.nowUs, cpus().length)),
    await describeDocker(),
  ];
  io.stdout(`${formatLines(lines)}\n`);
  return lines.some(({ state }) => state === 'problem') ? EXIT.unavailable : EXIT.pass;
}

/** @returns one line a subject, advice under it, without a final newline */
export function formatLines(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ subject }) => subject.length)) + 2;
  return lines
    .flatMap(({ subject, state, text, advice }) => {
      const line = `${state.padEnd(9)}${subject.padEnd(width)}${text}`;
      return advice === null ? [line] : [line, `${' '.repeat(9 + width)}→ ${advice}`];
    })
    .join('\n');
}

async function describePrograms(io: Io): Promise<Line[]> {
  const facts = await gatherFacts(io, TEST_PROGRAMS);
  return Promise.all(
    TEST_PROGRAMS.map(async (key): Promise<Line> => {
      const subject = PROGRAMS[key].title;
      const path = facts.found[key];
      const isNeeded = RUN_PROGRAMS.some((needed) => needed === key);
      if (path !== undefined) return describeFound(key, path, io);
      const plan = planProvisioning(facts, [key]);
      const advice =
        plan.kind === 'impossible' ? plan.hint : `the lab installs it when it is needed (${PROGRAMS[key].purpose})`;
      const isProblem = isNeeded && plan.kind === 'impossible';
      return { subject, state: isProblem ? 'problem' : 'note', text: 'not found', advice };
    }),
  );
}

async function describeFound(key: ProgramKey, path: string, io: Io): Promise<Line> {
  const subject = PROGRAMS[key].title;
  try {
    if (key === 'redisServer') await probeRedis(path, io);
    if (key === 'haproxy') await probeHaproxy(path, io);
    const flag = key === 'haproxy' ? '-v' : '--version';
    const { stdout } = await execa(path, [flag], { reject: false, timeout: 10_000 });
    const version = /\d+\.\d+(\.\d+)*/.exec(stdout)?.[0] ?? 'of unknown version';
    return { subject, state: 'ok', text: `${version}, ${path}`, advice: null };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { subject, state: 'problem', text: error.message, advice: error.hint };
  }
}

async function describeOpenFiles(): Promise<Line> {
  const { stdout } = await execa('sh', ['-c', 'ulimit -Sn; ulimit -Hn'], { reject: false });
  const [soft = '?', hard = '?'] = stdout.split('\n');
  const isEnough = hard === 'unlimited' || Number(hard) >= ENOUGH_OPEN_FILES;
  const text = `${soft} (soft), ${hard} (hard)`;
  // Node.js raises its own soft limit to the hard one, and so do its children.
  const advice = isEnough
    ? null
    : `for 1,000 shoppers and more: ulimit -Hn ${ENOUGH_OPEN_FILES}, as root, in this shell`;
  return { subject: 'open files', state: isEnough ? 'ok' : 'note', text, advice };
}

function describeCores(count: number): Line {
  const advice = count >= 2 ? null : 'latency on one core says little: generator and nodes share it';
  return { subject: 'cores', state: count >= 2 ? 'ok' : 'note', text: String(count), advice };
}

function describeMemory(bytes: number): Line {
  const isEnough = bytes >= ENOUGH_MEMORY_BYTES;
  const advice = isEnough ? null : 'fewer nodes need less: --nodes 2';
  return { subject: 'memory', state: isEnough ? 'ok' : 'note', text: `${(bytes / 2 ** 30).toFixed(1)} GiB`, advice };
}

/** How well it could measure just now; what it says may be otherwise in a minute. */
function describeQuiet(score: MachineScore): Line[] {
  const doubts = machineDoubts(score);
  const [first, ...more] = doubts;
  const line = { subject: 'quiet', text: machineWords(score) };
  if (first === undefined) return [{ ...line, state: 'ok', advice: null }];
  return [
    { ...line, state: 'note', advice: `${first.text}: ${first.advice}` },
    ...more.map(({ text, advice }): Line => ({ subject: '', state: 'note', text, advice })),
  ];
}

/** Docker is only needed for docker-compose.yml. */
async function describeDocker(): Promise<Line> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  const { exitCode, stdout } = await execa('docker', args, { reject: false, timeout: 10_000 });
  const text = exitCode === 0 ? `yes, ${stdout.trim()}` : exitCode === undefined ? 'no' : 'no engine is running';
  return {
    subject: 'Docker',
    state: exitCode === 0 ? 'ok' : 'note',
    text,
    advice: exitCode === 0 ? null : 'not needed',
  };
}

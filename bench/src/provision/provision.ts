/** Makes sure that the programs of the system are there and fit: finds them, or installs them, or says what to type. */
import { execa } from 'execa';
import type { Io } from '../commands/io.js';
import { LabError } from '../errors.js';
import { gatherFacts } from './facts.js';
import { locatePrograms } from './locate.js';
import { planProvisioning, type Step } from './planner.js';
import { probeHaproxy, probeRedis } from './probe.js';
import { PROGRAMS, type ProgramKey, RUN_PROGRAMS } from './programs.js';

/** Absolute paths. */
export interface Provisioned {
  /** redis-server, or Valkey's. */
  readonly redisServer: string;
  readonly haproxy: string;
}

const INSTALL_DEADLINE_MS = 15 * 60_000;
const QUOTED_LINES = 8;

/**
 * What every run needs.
 *
 * @throws LabError LAB_PROGRAM_MISSING, LAB_PROGRAM_UNFIT, LAB_PLATFORM
 */
export async function provision(io: Io): Promise<Provisioned> {
  const { redisServer, haproxy } = await provide(io, RUN_PROGRAMS);
  await Promise.all([probeRedis(redisServer, io), probeHaproxy(haproxy, io)]);
  return { redisServer, haproxy };
}

/** What the benchmark of the stores needs. @returns path of redis-server @throws as {@link provision} */
export async function provisionRedis(io: Io): Promise<string> {
  const { redisServer } = await provide(io, ['redisServer']);
  await probeRedis(redisServer, io);
  return redisServer;
}

/** The browser of the pages' tests. @returns its path @throws as {@link provision} */
export async function provisionBrowser(io: Io): Promise<string> {
  return (await provide(io, ['chromium'])).chromium;
}

async function provide<Key extends ProgramKey>(io: Io, wanted: readonly Key[]): Promise<Record<Key, string>> {
  const facts = await gatherFacts(io, wanted);
  const plan = planProvisioning(facts, wanted);
  if (plan.kind === 'impossible') throw new LabError(plan.code, plan.message, plan.hint);
  if (plan.kind === 'ready') return facts.found as Record<Key, string>;
  for (const step of plan.steps) await take(step, io);
  const found = locatePrograms(wanted, io.env['PATH']);
  const stillMissing = plan.missing.filter((key) => found[key] === undefined).map((key) => PROGRAMS[key].title);
  if (stillMissing.length > 0) {
    const message = `${stillMissing.join(' and ')}: installed, and yet not found on PATH.`;
    throw new LabError('LAB_PROGRAM_MISSING', message, 'add its folder to PATH');
  }
  return found as Record<Key, string>;
}

async function take({ command, inWords, why, mayFail }: Step, io: Io): Promise<void> {
  const [program, ...args] = command;
  io.stderr(`lab: ${why}; running: ${inWords}\n`);
  const { exitCode, all, failed } = await execa(program, args, {
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: INSTALL_DEADLINE_MS,
    cancelSignal: io.signal,
  });
  if (!failed || mayFail) return;
  if (io.signal.aborted) throw new LabError('LAB_INTERRUPTED', 'Interrupted while installing.');
  const lines = (all ?? '').trim().split('\n').slice(-QUOTED_LINES).join('\n  ');
  throw new LabError(
    'LAB_PROGRAM_MISSING',
    `Installing failed (exit ${exitCode ?? 'by signal'}):\n  ${lines}`,
    `try it by hand: ${inWords}`,
  );
}

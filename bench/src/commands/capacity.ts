/** `lab capacity`: the highest rate of each design that meets a latency target, on one to N nodes; printed, drawn and kept. */
import { mkdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { renderPage, renderText } from '../benchmarks/stores/page.js';
import { progressOn } from '../benchmarks/stores/progress.js';
import { ResultFolder } from '../benchmarks/stores/result-folder.js';
import { ITEMS } from '../capacity/audience.js';
import { type CapacityKnown, measureCapacity } from '../capacity/capacity.js';
import type { CapacityFindings, CapacitySettings } from '../capacity/findings.js';
import { fitSections } from '../capacity/law-words.js';
import { MIX } from '../capacity/probe.js';
import { CGROUP_MOUNT, CpuQuota, fairQuota, type NoQuota } from '../capacity/quota.js';
import { capacitySections, trialLine } from '../capacity/tables.js';
import { type CapacityPlan, capacitySeconds, nodeCountsTo } from '../capacity/trials.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { haproxyVersion, redisVersion } from '../cluster/process/versions.js';
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { EXIT, type ExitCode, LabError } from '../errors.js';
import { machineDoubts } from '../machine/doubts.js';
import { scoreMachine } from '../machine/score.js';
import { provision } from '../provision/provision.js';
import { drawChart } from '../reporters/charts/canvas.js';
import { capacityChart, capacityWords } from '../reporters/charts/capacity.js';
import { duration } from '../reporters/figures.js';
import { type CapacityArgs, VERSION } from './arguments.js';
import { readCapacityArgs } from './capacity-arguments.js';
import { commitOf, hostOf } from './host.js';
import type { Io } from './io.js';
import { announce } from './presence.js';

const RESULT = 'capacity.json';
const CHART = 'capacity.png';

/** Exit 0 when measured, whatever was found; @throws LabError for bad input, before anything is started */
export async function capacityCommand(args: CapacityArgs, io: Io): Promise<ExitCode> {
  const wanted = readCapacityArgs(args);
  const plan = planOf(args, wanted);
  const programs = await provision(io);
  using presence = await announce(io);
  const cores = cpus().length;
  const machine = await scoreMachine(io.nowUs, cores);
  using quota = await quotaOn(wanted.quotaCores ?? fairQuota(cores, wanted.nodes), io);
  const [commit, redis, haproxy] = await Promise.all([
    commitOf(io.root),
    redisVersion(programs.redisServer),
    haproxyVersion(programs.haproxy),
  ]);
  const startedAt = io.wallClock();
  const host = hostOf(io);
  const settings: CapacitySettings = {
    p99TargetMs: wanted.targetMs,
    nodeCounts: [...plan.nodeCounts],
    roundsPlanned: plan.rounds,
    probeMs: plan.probeMs,
    mostConnections: plan.mostConnections,
    mix: MIX,
    items: ITEMS,
    quotaCores: quota instanceof CpuQuota ? quota.cores : null,
    quotaReason: quota instanceof CpuQuota ? null : quota.reason,
  };
  const setting = `node ${io.nodeVersion} · redis ${redis} · haproxy ${haproxy} · ${host.cores} cores (${host.cpu}) · seed ${args.seed}`;
  io.stderr(`session lab ${VERSION}, capacity · ${setting} · about ${duration(capacitySeconds(plan))}\n`);
  for (const line of warnings(settings, cores, machineDoubts(machine))) io.stderr(`! ${line}\n`);
  const folder = ResultFolder.create(join(io.root, 'results'), { startedAt, name: 'capacity', commit });
  const findingsOf = ({ trials, designs }: CapacityKnown, status: CapacityFindings['status']): CapacityFindings => ({
    format: 1,
    lab: VERSION,
    commit,
    commandLine: io.commandLine,
    seed: args.seed,
    startedAt: startedAt.toISOString(),
    finishedAt: status === 'running' ? null : io.wallClock().toISOString(),
    status,
    versions: { node: io.nodeVersion, redis, haproxy },
    host,
    settings,
    designs: { ...designs },
    trials: [...trials],
  });
  let known: CapacityKnown = { trials: [], designs: {} };
  const driver = createProcessDriver(programs);
  io.hardStop.addEventListener('abort', () => driver.abandon());
  // Where lines cannot be written over, a line a trial is enough.
  const say = io.stderrIsTty ? progressOn(io) : () => {};
  const journalsDir = join(presence.folder, 'journals');
  mkdirSync(journalsDir);
  let failure: unknown = null;
  try {
    await measureCapacity({
      plan,
      targetMs: wanted.targetMs,
      seed: args.seed,
      quota: quota instanceof CpuQuota ? quota : null,
      driver,
      journalsDir,
      logsDir: folder.logDir,
      cores,
      platform: io.platform,
      nowUs: io.nowUs,
      wallMs: () => io.wallClock().getTime(),
      signal: io.signal,
      say,
      onTrial: (soFar) => {
        known = soFar;
        const last = soFar.trials.at(-1);
        if (last !== undefined) {
          say('');
          io.stderr(`${trialLine(last)}\n`);
        }
        folder.write(RESULT, textOf(findingsOf(soFar, 'running')));
      },
    });
  } catch (error) {
    failure = error;
  } finally {
    say('');
  }
  return finish({ failure, findings: (status) => findingsOf(known, status), folder, args, io, setting });
}

interface Ending {
  readonly failure: unknown;
  readonly findings: (status: CapacityFindings['status']) => CapacityFindings;
  readonly folder: ResultFolder;
  readonly args: CapacityArgs;
  readonly io: Io;
  readonly setting: string;
}

/** What was measured is printed and kept, also of a run that ended early. */
function finish({ failure, findings, folder, args, io, setting }: Ending): ExitCode {
  const interrupted = io.signal.aborted;
  const result = findings(statusOf(failure, interrupted));
  if (result.trials.length === 0) {
    if (interrupted) folder.discard();
    throw interrupted ? new LabError('LAB_INTERRUPTED', 'interrupted before anything was measured') : failure;
  }
  const place = relative(io.cwd, folder.path);
  folder.write(RESULT, textOf(result));
  const chart = capacityChart(result);
  const picture = 'omitted' in chart ? `no chart: ${chart.omitted}` : `![capacity](${CHART})`;
  if (!('omitted' in chart)) folder.write(CHART, drawChart(chart, capacityWords(result)));
  const sections = capacitySections(result);
  const page = renderPage([...sections, ...fitSections(result)]);
  folder.write('report.md', `# Capacity\n\n${setting}\n\n${picture}\n\n${page}\nAgain: \`${result.commandLine}\`\n`);
  if (args.json) io.stdout(textOf(result));
  else {
    const text = renderText(sections, { color: io.color, columns: io.columns() });
    const chartLine = 'omitted' in chart ? '' : `chart   ${join(place, CHART)}\n`;
    io.stdout(`\n${text}\nreport  ${join(place, 'report.md')}\n${chartLine}again   ${result.commandLine}\n`);
  }
  if (interrupted) {
    io.stderr(`interrupted: what was measured until then is in ${place}\n`);
    return EXIT.interrupted;
  }
  if (failure !== null) throw failure;
  return EXIT.pass;
}

/** A failure that an interruption brought about is none. */
export function statusOf(failure: unknown, interrupted: boolean): CapacityFindings['status'] {
  if (failure === null) return 'complete';
  return interrupted ? 'interrupted' : 'failed';
}

const textOf = (findings: CapacityFindings): string => `${JSON.stringify(findings, null, 2)}\n`;

function planOf(
  { quick }: CapacityArgs,
  { designs, nodes, rounds }: ReturnType<typeof readCapacityArgs>,
): CapacityPlan {
  const usual = quick
    ? { rounds: 2, probeMs: 300, warmUpMs: 500, mostConnections: 128 }
    : { rounds: 3, probeMs: 1000, warmUpMs: 1000, mostConnections: 512 };
  return { ...usual, rounds: rounds ?? usual.rounds, designs, nodeCounts: nodeCountsTo(nodes) };
}

/** @param cores a node; 0 for no quota */
async function quotaOn(cores: number, io: Io): Promise<CpuQuota | (Disposable & NoQuota)> {
  const table = systemProcessTable(io.platform);
  const found =
    cores === 0
      ? { reason: '--quota none' }
      : await CpuQuota.find(cores, {
          mount: CGROUP_MOUNT,
          ownGroups: ownGroups(),
          isAlive: (pid) => table.isAlive(pid),
          pid: io.pid,
        });
  return found instanceof CpuQuota ? found : { ...found, [Symbol.dispose]: () => {} };
}

function ownGroups(): string | null {
  try {
    return readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return null;
  }
}

function warnings(
  { quotaReason, nodeCounts }: CapacitySettings,
  cores: number,
  doubts: readonly { readonly text: string; readonly advice: string }[],
): string[] {
  const most = Math.max(...nodeCounts);
  return [
    ...doubts.map(({ text, advice }) => `this machine: ${text}\n  → ${advice}`),
    ...(quotaReason === null ? [] : [`no CPU quota for the nodes: ${quotaReason}`]),
    ...(quotaReason !== null && most > cores
      ? [`${most} nodes on ${cores} cores compete for them: no scaling law`]
      : []),
  ];
}

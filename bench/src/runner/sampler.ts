/** CPU and memory of the trial's processes and of the machine, from /proc; where there is none, samples are empty. */
import { readFileSync } from 'node:fs';
import type { SampleRecord } from '../history/records.js';

/** Clock ticks a second of /proc/<pid>/stat; USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

interface Ticks {
  readonly busy: number;
  readonly stolen: number;
  readonly all: number;
}
/** By name: `cpu` for the whole machine, `cpu0` and on for its cores. */
type MachineTicks = ReadonlyMap<string, Ticks>;

/** One process of the load generator, of several. */
const GENERATOR = /^generator(-\d+)?$/;

const NO_TICKS: Ticks = { busy: 0, stolen: 0, all: 0 };

export class Sampler {
  #last: MachineTicks = machineTicks();

  /** @param pids process name → pid */
  sample(t: number, pids: Readonly<Record<string, number>>): SampleRecord {
    const processes: Record<string, { cpuSeconds: number; rssBytes: number }> = {};
    for (const [name, pid] of Object.entries(pids)) {
      const usage = processUsage(pid);
      if (usage !== null) processes[name] = usage;
    }
    const now = machineTicks();
    const last = this.#last;
    this.#last = now;
    const share = (names: readonly string[], of: (ticks: Ticks) => number): number | null => {
      const since = (ticks: (of: Ticks) => number): number =>
        names.reduce((sum, name) => sum + ticks(now.get(name) ?? NO_TICKS) - ticks(last.get(name) ?? NO_TICKS), 0);
      const elapsed = since(({ all }) => all);
      return elapsed <= 0 ? null : since(of) / elapsed;
    };
    return {
      kind: 'sample',
      t,
      processes,
      machineCpu: share(['cpu'], ({ busy }) => busy),
      steal: share(['cpu'], ({ stolen }) => stolen),
      generatorCores: highest(
        Object.entries(pids).flatMap(([name, pid]) =>
          GENERATOR.test(name) ? (share(coresOf(pid), ({ busy }) => busy) ?? []) : [],
        ),
      ),
    };
  }
}

const highest = (shares: readonly number[]): number | null => (shares.length === 0 ? null : Math.max(...shares));

/** Cores that a process may run on, by the list of the system: `0-1,4`. */
function coresOf(pid: number): string[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return (list?.split(',') ?? []).flatMap((range) => {
    const [from = Number.NaN, to = from] = range.split('-').map(Number);
    return Number.isInteger(from) && Number.isInteger(to)
      ? Array.from({ length: to - from + 1 }, (_, i) => `cpu${from + i}`)
      : [];
  });
}

function processUsage(pid: number): { cpuSeconds: number; rssBytes: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is the command in parentheses and may contain spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, rssBytes: Number(fields[21]) * PAGE_BYTES };
}

function machineTicks(): MachineTicks {
  const lines = (read('/proc/stat') ?? '').split('\n').filter((line) => line.startsWith('cpu'));
  return new Map(
    lines.flatMap((line) => {
      const [name = '', ...fields] = line.split(/\s+/);
      const numbers = fields.slice(0, 8).map(Number);
      if (numbers.length < 8) return [];
      const [, , , idle = 0, wait = 0, , , stolen = 0] = numbers;
      const all = numbers.reduce((sum, value) => sum + value, 0);
      return [[name, { busy: all - idle - wait - stolen, stolen, all }] as const];
    }),
  );
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

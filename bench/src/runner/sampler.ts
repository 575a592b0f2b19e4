/** CPU and memory of the trial's processes and of the machine, from /proc; where there is none, samples are empty. */
import { readFileSync } from 'node:fs';
import type { SampleRecord } from '../history/records.js';

/** Clock ticks a second of /proc/<pid>/stat; USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

interface MachineTicks {
  readonly busy: number;
  readonly stolen: number;
  readonly all: number;
}

export class Sampler {
  #last: MachineTicks | null = machineTicks();

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
    const elapsed = now === null || last === null ? 0 : now.all - last.all;
    const share = (of: (ticks: MachineTicks) => number): number | null =>
      now === null || last === null || elapsed <= 0 ? null : (of(now) - of(last)) / elapsed;
    return {
      kind: 'sample',
      t,
      processes,
      machineCpu: share(({ busy }) => busy),
      steal: share(({ stolen }) => stolen),
    };
  }
}

function processUsage(pid: number): { cpuSeconds: number; rssBytes: number } | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is the command in parentheses and may contain spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, rssBytes: Number(fields[21]) * PAGE_BYTES };
}

function machineTicks(): MachineTicks | null {
  const fields = read('/proc/stat')?.split('\n', 1)[0]?.split(/\s+/).slice(1, 9).map(Number);
  if (fields === undefined || fields.length < 8) return null;
  const [, , , idle = 0, wait = 0, , , stolen = 0] = fields;
  const all = fields.reduce((sum, value) => sum + value, 0);
  return { busy: all - idle - wait - stolen, stolen, all };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

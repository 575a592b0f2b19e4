/**
 * The process table of Linux, read from /proc.
 *
 * A process belongs to a run when its environment holds the run's random id. redis-server wipes its environment to
 * write a title over it; such a process is known by its working directory instead. A directory alone does not do: a
 * person's shell may stand in it.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { RUN_VARIABLE, type RunIdentity } from './identity.js';
import type { ProcessState, ProcessTable } from './process-table.js';

/** Where /proc/<pid>/stat has what, counted after the command's closing parenthesis. */
const STATE = 0;
const START_TIME = 19;

export function linuxProcessTable(): ProcessTable {
  return {
    state: stateOf,
    isAlive: (pid) => stateOf(pid) !== 'gone',
    startTime: (pid) => statOf(pid)?.[START_TIME] ?? null,
    bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    pidSpace: () => readlinkSync('/proc/self/ns/pid'),
    note: () => undefined,
    members: (run) =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => isMember(pid, run)),
  };
}

function stateOf(pid: number): ProcessState {
  const state = statOf(pid)?.[STATE];
  if (state === undefined || state === 'Z' || state === 'X') return 'gone';
  return state === 'T' ? 'stopped' : 'running';
}

function isMember(pid: number, run: RunIdentity): boolean {
  const environment = readOrNull(() => readFileSync(`/proc/${pid}/environ`, 'latin1'));
  // Empty for zombies and kernel threads, null for other people's processes.
  if (environment === null || environment === '') return false;
  if (environment.split('\0').includes(`${RUN_VARIABLE}=${run.id}`)) return true;
  if (/(^|\0)[A-Za-z_]\w*=/.test(environment)) return false;
  const directory = readOrNull(() => readlinkSync(`/proc/${pid}/cwd`));
  return directory !== null && directory.replace(/ \(deleted\)$/, '') === run.folder;
}

function statOf(pid: number): string[] | null {
  const text = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The command stands in parentheses and may hold anything, spaces and parentheses too.
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

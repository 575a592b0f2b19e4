/**
 * The process table where there is no /proc (macOS), read from `ps`: a process belongs to a run when the run's list
 * has its pid with its start time. The list is written after each spawn, so a lab that is killed within that moment
 * can leave a process that nothing knows; nodes exit by themselves then.
 */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunIdentity } from './identity.js';
import type { ProcessState, ProcessTable } from './process-table.js';

const LIST = 'processes';
const PS_OPTIONS: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
  env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
};

export function psProcessTable(): ProcessTable {
  return {
    state: stateOf,
    isAlive,
    startTime: (pid) => ask(pid, 'lstart=') || null,
    // A start time of `ps` is a date: no other boot has it.
    bootId: () => '',
    pidSpace: () => '',
    note: (run, pid) => appendFileSync(join(run.folder, LIST), `${pid} ${ask(pid, 'lstart=')}\n`),
    members: (run) =>
      noted(run)
        .filter(({ pid, start }) => ask(pid, 'lstart=') === start && stateOf(pid) !== 'gone')
        .map(({ pid }) => pid),
  };
}

function stateOf(pid: number): ProcessState {
  const state = ask(pid, 'state=');
  if (state === '' || state.startsWith('Z')) return 'gone';
  return state.startsWith('T') ? 'stopped' : 'running';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function noted(run: RunIdentity): { pid: number; start: string }[] {
  let text: string;
  try {
    text = readFileSync(join(run.folder, LIST), 'utf8');
  } catch {
    return [];
  }
  // The last line may have been cut by the death of its writer.
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => ({ pid: Number.parseInt(line, 10), start: line.slice(line.indexOf(' ') + 1) }));
}

/** Empty when there is no such process: `ps` says so by its exit code. */
function ask(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', `${pid}`], PS_OPTIONS).trim();
  } catch {
    return '';
  }
}

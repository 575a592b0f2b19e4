/** What the lab asks the system about processes, its own and those that an earlier lab left behind. */
import type { RunIdentity } from './identity.js';
import { linuxProcessTable } from './proc-table.js';
import { psProcessTable } from './ps-table.js';

/** A zombie is `gone`: it holds nothing, and waits only for its parent. */
export type ProcessState = 'running' | 'stopped' | 'gone';

export interface ProcessTable {
  state(pid: number): ProcessState;
  /** Cheap enough to be asked twenty times a second; without /proc a zombie passes for alive until its parent looks. */
  isAlive(pid: number): boolean;
  /** Opaque; with the pid it names one process and no later one. null when there is no such process. */
  startTime(pid: number): string | null;
  /** Opaque; changes when the machine boots. */
  bootId(): string;
  /** Names the space in which pids are numbered: containers that share a folder need not share that. */
  pidSpace(): string;
  /** Called once after each spawn, for systems where only a list tells whose a process is. */
  note(run: RunIdentity, pid: number): void;
  /** Processes of a run that live now, paused ones too. */
  members(run: RunIdentity): number[];
}

export function systemProcessTable(platform: NodeJS.Platform): ProcessTable {
  return platform === 'linux' ? linuxProcessTable() : psProcessTable();
}

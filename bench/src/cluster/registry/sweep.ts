/** Removes what labs that were killed left behind, and finds the labs that live. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessTable } from './process-table.js';
import { labLives, type RunRecord, readRecords, removeRun, runFolder } from './run-record.js';

export interface SweptRun {
  readonly id: string;
  /** Processes that were killed. */
  readonly pids: readonly number[];
}

/** How long a process that got SIGKILL may take to go. */
const KILL_DEADLINE_MS = 5000;
/** A process that was just being started shows its identity this much later at the latest. */
const SETTLE_MS = 25;

/**
 * Kills the processes of every run whose lab is gone, then removes its folder and its record. Runs of labs that live
 * are left alone, and so is every process that carries no identity of a dead run, whatever its name or port.
 *
 * @param kill sends SIGKILL; a process that is gone by then is no error
 * @returns one entry for each run that was removed
 */
export async function sweepLeftovers(
  registry: string,
  table: ProcessTable,
  kill: (pid: number) => void = killNow,
): Promise<SweptRun[]> {
  const dead = readRecords(registry, table).filter((record) => !labLives(record, table));
  const swept: SweptRun[] = [];
  for (const record of dead) {
    // After a boot nothing of it can live, and its pids are other people's.
    const pids = record.bootId === table.bootId() ? await killMembers(registry, record, table, kill) : [];
    removeRun(registry, record.id);
    swept.push({ id: record.id, pids });
  }
  return swept;
}

/** One record for each other lab of this user that lives on this machine. */
export function findOtherLabs(registry: string, table: ProcessTable, ownPid: number): RunRecord[] {
  const others = readRecords(registry, table).filter((record) => record.pid !== ownPid && labLives(record, table));
  return [...new Map(others.map((record) => [record.pid, record])).values()];
}

/** Goes on until two looks in a row find nothing: the first may come before a process shows its identity. */
async function killMembers(
  registry: string,
  record: RunRecord,
  table: ProcessTable,
  kill: (pid: number) => void,
): Promise<number[]> {
  const run = { id: record.id, folder: runFolder(registry, record.id) };
  const killed = new Set<number>();
  for (let quiet = 0, waited = 0; quiet < 2; ) {
    const members = table.members(run);
    quiet = members.length === 0 ? quiet + 1 : 0;
    for (const pid of members) {
      kill(pid);
      killed.add(pid);
    }
    await sleep(SETTLE_MS);
    waited += SETTLE_MS;
    if (waited > KILL_DEADLINE_MS) throw new Error(`processes ${members.join(', ')} survive SIGKILL`);
  }
  return [...killed];
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

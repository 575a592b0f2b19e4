/** The record of a run: who started it and where its processes live, on disk before anything of it is started. */
import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '../../errors.js';
import type { RunIdentity } from './identity.js';
import type { ProcessTable } from './process-table.js';

const runRecord = z.strictObject({
  format: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** The lab's own pid, and when that process started: a later process with the same pid is another one. */
  pid: z.int().positive(),
  startTime: z.string(),
  bootId: z.string(),
  pidSpace: z.string(),
  /** Wall-clock time, ISO 8601, for people. */
  startedAt: z.string(),
});
export type RunRecord = z.infer<typeof runRecord>;

export interface RegisteredRun extends RunIdentity, Disposable {}

/**
 * Where the records of this user's labs are: a folder of the machine, not of the home directory, which machines may
 * share.
 */
export function registryFolder(temporaryFolder: string, user: number): string {
  return join(temporaryFolder, `session-lab-${user}`);
}

/**
 * Writes the record of a new run and makes its folder. Disposing of it removes both; whatever ran must be gone by then.
 *
 * @param registry see {@link registryFolder}; made when missing
 * @throws LabError LAB_PLATFORM when the folder belongs to somebody else
 */
export function registerRun(registry: string, table: ProcessTable, pid: number, startedAt: Date): RegisteredRun {
  const id = randomBytes(8).toString('hex');
  const startTime = table.startTime(pid) ?? '';
  const record: RunRecord = {
    format: 1,
    id,
    pid,
    startTime,
    bootId: table.bootId(),
    pidSpace: table.pidSpace(),
    startedAt: startedAt.toISOString(),
  };
  const file = recordFile(registry, id);
  inRegistry(registry, () => writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { flush: true }));
  renameSync(`${file}.new`, file);
  const folder = runFolder(registry, id);
  mkdirSync(folder, { mode: 0o700 });
  return { id, folder, [Symbol.dispose]: () => removeRun(registry, id) };
}

/** Folder first: as long as it is there, the record says whose it is. The last one out removes the registry. */
export function removeRun(registry: string, id: string): void {
  rmSync(runFolder(registry, id), { recursive: true, force: true });
  rmSync(recordFile(registry, id), { force: true });
  try {
    rmdirSync(registry);
  } catch {
    // Other runs are in it, or another one was the last.
  }
}

/** Makes the registry and writes into it, again where another run's end removed it in between. */
function inRegistry(registry: string, write: () => void): void {
  for (;;) {
    mkdirSync(registry, { recursive: true, mode: 0o700 });
    const found = lstatSync(registry, { throwIfNoEntry: false });
    if (found !== undefined && (!found.isDirectory() || found.uid !== process.getuid?.())) {
      throw new LabError('LAB_PLATFORM', `${registry} is not a folder of this user`, 'remove it, or set TMPDIR');
    }
    try {
      write();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/**
 * Every record that can be read and judged: another program's files are none of ours, and of a lab in another container
 * this one cannot tell whether it lives.
 */
export function readRecords(registry: string, table: ProcessTable): RunRecord[] {
  let names: string[];
  try {
    names = readdirSync(registry).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const record = readRecord(join(registry, name));
    if (record === null || name !== `${record.id}.json`) return [];
    return record.bootId !== table.bootId() || record.pidSpace === table.pidSpace() ? [record] : [];
  });
}

/** Whether the lab that wrote the record still runs. */
export function labLives(record: RunRecord, table: ProcessTable): boolean {
  return (
    record.bootId === table.bootId() &&
    table.state(record.pid) !== 'gone' &&
    table.startTime(record.pid) === record.startTime
  );
}

export function runFolder(registry: string, id: string): string {
  return join(registry, id);
}

function recordFile(registry: string, id: string): string {
  return join(registry, `${id}.json`);
}

function readRecord(file: string): RunRecord | null {
  try {
    return runRecord.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

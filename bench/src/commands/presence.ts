/** How a command that starts processes begins: what killed labs left is removed, and other labs may know of this one. */
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { type RegisteredRun, registerRun, registryFolder } from '../cluster/registry/run-record.js';
import { findOtherLabs, sweepLeftovers } from '../cluster/registry/sweep.js';
import type { Io } from './io.js';

/** Removes what a killed lab left behind, tells of labs that live, and lets them know of this one while it runs. */
export async function announce(io: Io): Promise<RegisteredRun> {
  const registry = registryFolder(io.tmp, io.uid ?? 0);
  const table = systemProcessTable(io.platform);
  const pids = (await sweepLeftovers(registry, table)).flatMap((run) => run.pids);
  if (pids.length > 0) io.stderr(`lab: removed ${pids.length} processes that a killed run had left behind\n`);
  for (const { pid } of findOtherLabs(registry, table, io.pid)) {
    io.stderr(`lab: another lab runs on this machine (process ${pid}): counts stay exact, latency of both suffers\n`);
  }
  return registerRun(registry, table, io.pid, io.wallClock());
}

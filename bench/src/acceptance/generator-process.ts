/** The load generator's process, for tests that do to it what no lab would. From /proc, as all acceptance tests. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TRIAL_FILES } from '../history/files.js';

const POLL_MS = 20;

/** Resolves with its pid when it has recorded its first request, which it does within a trial of this very process. */
export async function generatorUnderLoad(signal: AbortSignal): Promise<number> {
  for (;;) {
    const pid = childrenOf(process.pid).find(
      (child) => commandOf(child).includes('load/main.js') && hasRecorded(child),
    );
    if (pid !== undefined) return pid;
    await sleep(POLL_MS, undefined, { signal });
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const text = orNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
      // State and parent follow the command in parentheses.
      return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    });
}

const commandOf = (pid: number): string => orNothing(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));

/** It stands in the folder of its run. */
function hasRecorded(pid: number): boolean {
  const folder = orNothing(() => readlinkSync(`/proc/${pid}/cwd`));
  if (folder === '') return false;
  const files = orNothing(() => readdirSync(folder, { recursive: true, encoding: 'utf8' }).join('\n')).split('\n');
  return files.some((file) => file.endsWith(TRIAL_FILES.operations) && statSync(join(folder, file)).size > 0);
}

/** Processes and files come and go while they are looked at. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

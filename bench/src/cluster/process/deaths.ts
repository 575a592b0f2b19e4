/** What it means when a process of the cluster ends by itself. Pure. */
import { LabError } from '../../errors.js';
import type { EventName } from '../../history/records.js';
import { type Place, SHARED_STORE } from '../../scenario/stores.js';
import { logQuote } from './log-quote.js';

export interface Death {
  readonly what: EventName;
  readonly loses: readonly string[];
}

/**
 * @param process name of the process: `redis`, `balancer`, `payments`, or an incarnation
 * @param place where the design keeps its sessions
 */
export function deathOf(process: string, place: Place): Death {
  switch (process) {
    case 'redis':
      return { what: 'store-killed', loses: [SHARED_STORE] };
    case 'balancer':
      return { what: 'balancer-exited', loses: [] };
    case 'payments':
      return { what: 'payments-exited', loses: [] };
    default:
      return { what: 'node-exited', loses: place === 'node' ? [process] : [] };
  }
}

/**
 * @param end how it ended, `SIGKILL` or `exit code 1`
 * @param lastLines of its own log
 */
export function deathError(process: string, end: string, lastLines: string, logFile: string): LabError {
  return new LabError(
    'LAB_PROCESS_DIED',
    `${process} ended by itself (${end}). ${logQuote(lastLines)}`,
    `its whole log: ${logFile}`,
  );
}

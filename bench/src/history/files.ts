/** The files of one trial, relative to its folder. */
export const TRIAL_FILES = {
  /** The merged history, gzip, in order of time. */
  history: 'history.ndjson.gz',
  /** While a trial runs, each process of the generator and the lab append to a file each; they are merged at its end. */
  operations: 'history.operations.ndjson',
  events: 'history.events.ndjson',
  journals: 'journals',
  dumps: 'dumps',
  ledger: 'ledger.ndjson',
  latency: 'latency.hlog',
  logs: 'logs',
} as const;

/** @param process of the generator, from 0 */
export function operationsFile(process: number): string {
  return process === 0 ? TRIAL_FILES.operations : TRIAL_FILES.operations.replace(/(?=\.ndjson$)/, `-${process + 1}`);
}

/** Is it such a file, of whichever process? */
export function isOperationsFile(name: string): boolean {
  return OPERATIONS.test(name);
}

const OPERATIONS = /^history\.operations(?:-\d+)?\.ndjson$/;

/** The files of one trial, relative to its folder. */
export const TRIAL_FILES = {
  /** The merged history, gzip, in order of time. */
  history: 'history.ndjson.gz',
  /** While a trial runs, the generator and the lab append to a file each; they are merged at its end. */
  operations: 'history.operations.ndjson',
  events: 'history.events.ndjson',
  journals: 'journals',
  dumps: 'dumps',
  ledger: 'ledger.ndjson',
  latency: 'latency.hlog',
  logs: 'logs',
} as const;
